"""What every record of a pack shares: no unknown keys, values never changed after loading."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """One record of a pack file. Unknown keys are errors; instances are read-only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

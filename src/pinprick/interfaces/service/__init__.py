"""Service mode: the same page and API for many, behind keys, limits, an audit trail and health checks."""

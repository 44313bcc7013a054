"""Drawings that several tests share."""

from __future__ import annotations

from pinprick.case import Drawing

AROUND = ("front", "outer", "back", "inner")
FOOT = [
    *(f"{chart}_toe{n}" for chart in ("dorsum", "sole") for n in range(1, 6)),
    *("dorsum_forefoot_inner", "dorsum_forefoot_outer", "dorsum_instep_inner", "dorsum_instep_outer"),
    *("sole_ball_inner", "sole_ball_outer", "sole_arch_inner", "sole_arch_outer", "sole_heel"),
    *("edge_inner_heel", "edge_inner", "edge_outer_heel", "edge_outer"),
    *(f"ankle_{way}" for way in AROUND),
]
LEG = [
    f"{part}_{way}"
    for part in ("upper_thigh", "lower_thigh", "knee", "upper_leg", "lower_leg")
    for way in AROUND
]
HIP = [*(f"hip_{way}" for way in AROUND), "hip_inner_front"]
ARM = [
    *("upper_arm_front", "upper_arm_back", "forearm_front", "forearm_back"),
    *("hand_radial_front", "hand_ulnar_front", "hand_radial_back", "hand_ulnar_back"),
]
FACE = ["face_v1", "face_v2", "face_v3"]
SADDLE = ["genital", "perineum", "perianal", "inner_buttock"]

OUTER_THIGH = Drawing(regions={"right": ["upper_thigh_outer", "lower_thigh_outer"]})
TO_MID_SHIN = Drawing(
    regions={"right": [*FOOT, *LEG[-4:]], "left": [*FOOT, *LEG[-4:]]},
)
INNER_ANKLE_AND_SOLE = Drawing(regions={"left": ["ankle_inner", *(r for r in FOOT if r.startswith("sole"))]})
SADDLE_AREA = Drawing(body={"right": SADDLE, "left": SADDLE})
RIGHT_HALF = Drawing(regions={"right": [*HIP, *LEG, *FOOT]}, body={"right": [*FACE, *ARM]})
BIG_TOE_AND_TOP = Drawing(regions={"right": ["dorsum_toe1", *(r for r in FOOT if r.startswith("dorsum_f"))]})

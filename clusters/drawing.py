"""The abstract drawing of the parks: which lie together is the policy's (clause 17), it is not to scale.

富民 and 庄甸 are named together there, as are 赵家湾 and 桃园; 云甸 stands by itself.
"""

from collections.abc import Iterable

# Park code → x, y of its mark on a sheet of 720 × 460.
PLACES = {
    "fumin": (150, 150),
    "zhuangdian": (258, 238),
    "zhaojiawan": (392, 158),
    "taoyuan": (478, 262),
    "yundian": (606, 128),
}
SPARE = [(110, 340), (230, 380), (350, 390), (470, 390), (610, 360)]


def marks_of(codes: Iterable[str]) -> list[tuple[int, int]]:
    """Where each park stands. One that the drawing does not know yet gets a place on its lower edge."""
    spare = iter(SPARE)
    return [PLACES.get(code) or next(spare, (360, 420)) for code in codes]

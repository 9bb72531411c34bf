"""Whole images without a base: this project's patch stream against other formats that devices and
hosts unpack.
"""

import dataclasses
import lzma
import zlib

from decode import Cost

DEFLATE_WINDOW_BITS = 12
# xz's filters for code, where it has one for the instruction set.
CODE_FILTERS = {"thumb1": lzma.FILTER_ARMTHUMB, "thumb2": lzma.FILTER_ARMTHUMB, "arm": lzma.FILTER_ARM}


@dataclasses.dataclass
class Image:
    """Bytes of one image, packed. Nothing but the streams counts: no container, no checksum."""
    stream_bytes: int
    deflate_bytes: int
    lzma_bytes: int
    cost: Cost | None = None  # of unpacking the stream on a device


def deflate_bytes(content):
    """Raw deflate, level 9, window of 4 KB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -DEFLATE_WINDOW_BITS, 9)
    return len(packer.compress(content) + packer.flush())


def lzma_bytes(content, isa):
    """Raw LZMA2 with its best settings, behind xz's filter for the code. Its window is the whole
    image, in RAM.
    """
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
    if isa in CODE_FILTERS:
        filters.insert(0, {"id": CODE_FILTERS[isa]})
    return len(lzma.compress(content, format=lzma.FORMAT_RAW, filters=filters))

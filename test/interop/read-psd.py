"""Prints what psd-tools reads in PSD or PSB files as JSON: `read-psd.py FILE...`. Pixels are bytes in base64, row by row."""

import base64
import json
import sys

import numpy
from psd_tools import PSDImage


# psd-tools decodes nothing larger, in a PSB neither.
LARGEST_SIDE = 30_000


def pixels(array):
    """psd-tools gives floats of 0..1 made from bytes; this is their inverse."""
    return base64.b64encode(numpy.rint(array * 255).astype(numpy.uint8).tobytes()).decode()


def mask(layer):
    if layer.mask is None:
        return None
    return {
        "box": list(layer.mask.bbox),
        "outside": layer.mask.background_color,
        "enabled": not layer.mask.disabled,
        "pixels": pixels(layer.numpy("mask")),
    }


def text(layer):
    """What a type layer says and how, None for others. The string is that of its style engine, without its last line end."""
    if layer.kind != "type":
        return None
    style = layer.engine_dict["StyleRun"]["RunArray"][0]["StyleSheet"]["StyleSheetData"]
    font = layer.resource_dict["FontSet"][int(style["Font"])]["Name"]
    return {
        "string": str(layer.text).replace("\r", "\n").rstrip("\n"),
        "font": str(font).strip("'"),
        "size": float(style["FontSize"]),
        "transform": list(layer.transform),
    }


def describe(layer):
    group = layer.is_group()
    return {
        "name": layer.name,
        "group": group,
        "box": None if group else list(layer.bbox),
        "opacity": layer.opacity,
        "blendMode": layer.blend_mode.name.lower().replace("_", " "),
        "visible": layer.visible,
        "clipping": bool(layer.clipping),
        "mask": mask(layer),
        "text": None if group else text(layer),
        "pixels": None if group or layer.width > LARGEST_SIDE else pixels(layer.numpy()),
    }


def read(file):
    psd = PSDImage.open(file)
    return {
        "size": [psd.width, psd.height],
        "channels": psd.channels,
        "layers": [describe(layer) for layer in psd.descendants()],
        "composite": pixels(psd.numpy()),
        "profile": psd.image_resources.get_data(1039) is not None,
        "thumbnail": list(psd.thumbnail().size) if psd.has_thumbnail() else None,
    }


json.dump([read(file) for file in sys.argv[1:]], sys.stdout)

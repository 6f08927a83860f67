"""Writes events.tfevents beside this file: three epochs of one curve, as torch.utils.tensorboard and TensorFlow 2 write scalars.

Needs torch and tensorboard. The fixture was made with torch 1.13 and tensorboard 2.22: python3 make_events.py
"""

import glob
import os
import struct
import tempfile

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from torch.utils.tensorboard import SummaryWriter

CURVE = [0.5323, 0.5958, float("nan")]


def content(tag, value):
    """TensorFlow 2's own writer keeps the bytes of the tensor."""
    tensor = TensorProto(dtype=1, tensor_content=struct.pack("<f", value))
    return Summary(value=[Summary.Value(tag=tag, tensor=tensor)])


with tempfile.TemporaryDirectory() as folder:
    writer = SummaryWriter(log_dir=folder)
    for step, value in enumerate(CURVE):
        writer.add_scalar("train/loss", 1 - value, 10 * step)
        writer.add_scalar("simple", value, step)
        writer.add_scalar("tensor", value, step, new_style=True)
        writer.add_scalar("double", value, step, new_style=True, double_precision=True)
        writer.file_writer.event_writer.add_event(Event(step=step, wall_time=step, summary=content("content", value)))
    writer.close()
    [events] = glob.glob(os.path.join(folder, "*tfevents*"))
    os.replace(events, os.path.join(os.path.dirname(os.path.abspath(__file__)), "events.tfevents"))

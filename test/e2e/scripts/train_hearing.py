"""Stands for a multi-task script that keeps a TensorBoard event folder, from step 0, and stops itself when nothing gets better.

The format: https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto, in the frames of TFRecord.
"""

import argparse
import os
import random
import struct

parser = argparse.ArgumentParser(allow_abbrev=False)
for name, kind in (("epochs", int), ("seed", int), ("lr", float), ("head_dropout", float), ("patience", int)):
    parser.add_argument(f"--{name}", type=kind, required=True)
parser.add_argument("--logdir", required=True)
parser.add_argument("--loss_weights", nargs=2, required=True)
parser.add_argument("--focal", action="store_true")
parser.add_argument("--focal_alpha", type=float)
parser.add_argument("--focal_gamma", type=float)
args = parser.parse_args()


def masked_crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def record(data):
    length = struct.pack("<Q", len(data))
    return length + masked_crc32c(length) + data + masked_crc32c(data)


def block(field, data):
    return bytes([field << 3 | 2, len(data)]) + data


def event(step, content):
    number = bytes([step]) if step < 128 else bytes([step & 127 | 128, step >> 7])
    return record(b"\x09" + struct.pack("<d", step) + b"\x10" + number + content)


random.seed(args.seed)
os.makedirs(args.logdir, exist_ok=True)
best = (-1, 0.0)
with open(os.path.join(args.logdir, f"events.out.tfevents.1.{os.getpid()}"), "wb") as file:
    file.write(event(0, block(3, b"brain.Event:2")))
    for step in range(args.epochs):
        macro_f1 = 0.4 + 0.2 * random.random()
        value = block(1, b"response/macro_f1") + b"\x15" + struct.pack("<f", macro_f1)
        file.write(event(step, block(5, block(1, value))))
        file.flush()
        best = max(best, (step, macro_f1), key=lambda one: one[1])
        if step - best[0] >= args.patience:
            break

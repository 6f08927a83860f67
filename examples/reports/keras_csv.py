"""A network of Keras, whose CSVLogger writes log.csv: a line an epoch, from 0."""

import argparse

import keras

from rows import rows

options = argparse.ArgumentParser()
options.add_argument("--lr", type=float, required=True)
options.add_argument("--epochs", type=int, required=True)
given = options.parse_args()

(x, y), (val_x, val_y) = rows(1), rows(2)
model = keras.Sequential([keras.layers.Dense(16, "relu"), keras.layers.Dense(3, "softmax")])
model.compile(
    optimizer=keras.optimizers.Adam(given.lr),
    loss="categorical_crossentropy",
    metrics=[keras.metrics.F1Score(average="macro", name="f1")],
)
model.fit(
    x,
    keras.utils.to_categorical(y),
    validation_data=(val_x, keras.utils.to_categorical(val_y)),
    epochs=given.epochs,
    callbacks=[keras.callbacks.CSVLogger("log.csv")],
    verbose=0,
)

import * as tf from "@tensorflow/tfjs-core";

/**
 * Teaches a backend the gradient of a convolution by its filter, which the wasm backend lacks: the patches that each output saw (im2col),
 * transposed, times the slopes of the outputs. Made for inputs (rows, height, width, channels).
 */
export function registerConv2DBackpropFilter(backendName: string): void {
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName,
    // The core calls a kernel with the tensors and attributes that belong to its name.
    kernelFunc: ({ inputs, attrs }) =>
      filterGradient(
        inputs.x as tf.Tensor4D,
        inputs.dy as tf.Tensor4D,
        attrs as unknown as tf.Conv2DBackpropFilterAttrs,
      ),
  });
}

function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, attrs: tf.Conv2DBackpropFilterAttrs): tf.Tensor {
  const { strides, pad, dimRoundingMode, filterShape } = attrs;
  const { padInfo, outHeight, outWidth, strideHeight, strideWidth } = tf.backend_util.computeConv2DInfo(
    x.shape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const [height, width, channels, filters] = filterShape;
  const outputs = x.shape[0] * outHeight * outWidth;
  return tf.tidy(() => {
    const padded = tf.pad(x, [
      [0, 0],
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
      [0, 0],
    ]);
    const patches: tf.Tensor2D[] = [];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const end = [row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1];
        const seen = tf.stridedSlice(
          padded,
          [0, row, column, 0],
          [x.shape[0], ...end, channels],
          [1, strideHeight, strideWidth, 1],
        );
        patches.push(tf.reshape(seen, [outputs, channels]));
      }
    }
    const product = tf.matMul(tf.transpose(tf.concat2d(patches, 1)), tf.reshape(dy, [outputs, filters]));
    return tf.reshape(product, filterShape);
  });
}

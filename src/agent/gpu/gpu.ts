/** One GPU of this machine. */
export interface Gpu {
  /** The driver's number of it: the order of the PCI bus. */
  readonly index: number;
  /** The model as the driver names it, for example "NVIDIA H100 80GB HBM3". */
  readonly name: string;
  /** 0 where the driver does not say. */
  readonly memoryMib: number;
  /** "GPU-" and the rest. */
  readonly uuid: string;
}

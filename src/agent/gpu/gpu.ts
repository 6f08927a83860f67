/** One GPU of this machine, or a MIG instance: a part of one that is a device of its own. */
export interface Gpu {
  /** The driver's number of it: the order of the PCI bus. */
  readonly index: number;
  /** The model as the driver names it, for example "NVIDIA H100 80GB HBM3". */
  readonly name: string;
  /** 0 where the driver does not say. */
  readonly memoryMib: number;
  /** "GPU-" or "MIG-" and the rest. */
  readonly uuid: string;
  /** A MIG instance, whose index is that of its GPU. */
  readonly isInstance?: true;
}

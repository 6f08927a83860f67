/** The label by which the sweeps of a series are known. */
export const SERIES = "macrosweep.dev/series";

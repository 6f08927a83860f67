import type { Containment } from "../../gen/macrosweep/v1/agent.ts";

// What programs need to find their files, their language and their libraries. Names, and with * beginnings of names.
const PASSED = [
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "LC_*", "TZ", "TMPDIR", "TMP", "TEMP", "XDG_*"],
  ...["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR"],
  ...["PYTHON*", "PYENV_*", "VIRTUAL_ENV", "CONDA_*", "MPLCONFIGDIR", "R_HOME", "R_LIBS*", "JULIA_*", "JAVA_HOME"],
  ...["CUDA_*", "CUDNN_*", "CUBLAS_*", "NVIDIA_*", "NCCL_*", "ROCR_*", "HIP_*", "HSA_*"],
  ...["OMP_*", "MKL_*", "OPENBLAS_*", "NUMEXPR_*", "KMP_*", "GOMP_*", "VECLIB_*"],
  ...["TORCH_*", "PYTORCH_*", "TF_*", "XLA_*", "JAX_*", "KERAS_HOME", "KERAS_BACKEND"],
  // Downloads go through what the machine needs for them; libraries ask for either case.
  ...["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]),
  ...["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"],
  ...["HF_HOME", "HF_HUB_CACHE", "HF_HUB_OFFLINE", "HF_DATASETS_CACHE", "TRANSFORMERS_CACHE", "TRANSFORMERS_OFFLINE"],
];

// A family may have a secret among its members: NVIDIA_API_KEY, for example.
const SECRET = /TOKEN|SECRET|PASSW|CREDENTIAL|(^|_)(API)?KEYS?($|_)/i;

/**
 * The environment of a trainer without what is said of its trial: of the agent's variables those that are known to be harmless and those that
 * the document asks for by name, and over them the document's own. So a token of the agent reaches no trainer unless a document names it.
 * It is a default, not a wall: a trainer runs as the agent's user.
 */
export function trainerEnvironment(agent: NodeJS.ProcessEnv, containment: Containment | undefined): NodeJS.ProcessEnv {
  const { env = {}, passEnv = [] } = containment ?? {};
  const passed = Object.entries(agent).filter(([name]) => isHarmless(name) || passEnv.includes(name));
  return { ...Object.fromEntries(passed), ...env };
}

/** Writes the name in place of each value of a variable that is a secret by its name, so that no log shows one. */
export function maskSecrets(env: NodeJS.ProcessEnv): (text: string) => string {
  const secrets = Object.entries(env).flatMap(([name, value = ""]) => {
    return SECRET.test(name) && value.length >= SECRET_CHARS ? [{ value, shown: `[${name}]` }] : [];
  });
  // The longest first: one may be a part of another.
  secrets.sort((a, b) => b.value.length - a.value.length);
  return (text) => secrets.reduce((kept, { value, shown }) => kept.replaceAll(value, shown), text);
}

// Shorter ones are words that occur anywhere, and no secrets.
const SECRET_CHARS = 6;

function isHarmless(name: string): boolean {
  if (SECRET.test(name)) return false;
  return PASSED.some((known) => (known.endsWith("*") ? name.startsWith(known.slice(0, -1)) : name === known));
}

import { expect, it } from "vitest";
import { trainerEnvironment } from "../../../src/agent/trainer/environment.ts";

const agent = {
  PATH: "/usr/bin",
  HOME: "/home/ann",
  LANG: "C.UTF-8",
  LC_ALL: "C",
  PYTHONPATH: "lib",
  VIRTUAL_ENV: "/venv",
  CONDA_PREFIX: "/conda",
  CUDA_VISIBLE_DEVICES: "0",
  NCCL_DEBUG: "INFO",
  OMP_NUM_THREADS: "4",
  HF_HOME: "/cache",
  HF_TOKEN: "hf_secret",
  AWS_ACCESS_KEY_ID: "AKIA",
  AWS_SECRET_ACCESS_KEY: "secret",
  NVIDIA_API_KEY: "nvapi-secret",
  PYTHON_KEYRING_BACKEND: "keyring",
  GITHUB_TOKEN: "ghp",
  DATABASE_URL: "postgres://ann:secret@db",
  HTTPS_PROXY: "http://ann:secret@proxy",
  SSH_AUTH_SOCK: "/tmp/agent",
  MACROSWEEP_CONTROLLER: "box:7450",
};
const containment = { env: {}, passEnv: [] };

it("gives a trainer what programs need to run, and no token, key or password of the agent", () => {
  expect(Object.keys(trainerEnvironment(agent, undefined)).sort()).toEqual([
    "CONDA_PREFIX",
    "CUDA_VISIBLE_DEVICES",
    "HF_HOME",
    "HOME",
    "HTTPS_PROXY",
    "LANG",
    "LC_ALL",
    "NCCL_DEBUG",
    "OMP_NUM_THREADS",
    "PATH",
    "PYTHONPATH",
    "PYTHON_KEYRING_BACKEND",
    "VIRTUAL_ENV",
  ]);
});

it.each(["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"])(
  "gives it the %s of the machine, without which downloads fail",
  (name) => {
    expect(trainerEnvironment({ [name]: "http://proxy:3128" }, undefined)).toEqual({ [name]: "http://proxy:3128" });
  },
);

it("gives it also what the document names, a token too", () => {
  const env = trainerEnvironment(agent, { ...containment, passEnv: ["HF_TOKEN", "NOT_THERE"] });
  expect(env.HF_TOKEN).toBe("hf_secret");
  expect(env).not.toHaveProperty("NOT_THERE");
  expect(env).not.toHaveProperty("GITHUB_TOKEN");
});

it("gives it the document's own variables, over the agent's", () => {
  const env = trainerEnvironment(agent, { ...containment, env: { OMP_NUM_THREADS: "1", STAGE: "dev" } });
  expect(env).toMatchObject({ OMP_NUM_THREADS: "1", STAGE: "dev", PATH: "/usr/bin" });
});

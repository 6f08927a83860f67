/** Settings of a pruner as documents have them, between commas: `reductionFactor: 4, rungs: [1, 3]`. */
export function settingsOf(text: string): Record<string, unknown> {
  const pairs = text.matchAll(/([\w-]+)\s*:\s*(\[[^\]]*\]|[^,]+)/g);
  return Object.fromEntries([...pairs].map(([, name = "", value = ""]) => [name, settingOf(value.trim())]));
}

function settingOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

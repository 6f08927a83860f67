import { Argument, type Command, type Option } from "commander";
import { addCommand } from "./options.ts";

/** `macrosweep completion SHELL`: what a shell needs to complete commands, options and their choices. */
export function addCompletion(program: Command): void {
  addCommand(program, "completion", {
    summary: "print completion for your shell",
    description:
      "Print a script that completes commands, options and their choices in a shell. Load it where the shell starts: in ~/.bashrc or ~/.zshrc as in the example, for fish into ~/.config/fish/completions/macrosweep.fish.",
    example: 'eval "$(macrosweep completion bash)"',
  })
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]))
    .action((shell: "bash" | "zsh" | "fish") => {
      process.stdout.write(SCRIPTS[shell](program.commands.map(wordsOf)));
    });
}

/** What may follow a command. */
interface Words {
  readonly command: string;
  readonly summary: string;
  /** Whether files are among its arguments. */
  readonly files: boolean;
  readonly choices: readonly string[];
  readonly options: readonly OptionWords[];
  /** Of a group: its commands. */
  readonly inner: readonly Words[];
}

interface OptionWords {
  readonly name: string;
  readonly what: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

function wordsOf(command: Command): Words {
  const { registeredArguments: all } = command;
  return {
    command: command.name(),
    summary: command.summary(),
    files: all.some((argument) => argument.name() === "file"),
    choices: all.flatMap(({ argChoices }) => argChoices ?? []),
    options: [
      ...command.options.map(optionWords),
      { name: "--help", what: "display help", takesValue: false, choices: [] },
    ],
    inner: command.commands.map(wordsOf),
  };
}

function optionWords({ long, short, description, required, optional, argChoices }: Option): OptionWords {
  return {
    name: long ?? short ?? "",
    what: description.replace(/\(.*/, "").trim(),
    takesValue: required || optional,
    choices: argChoices ?? [],
  };
}

const SCRIPTS = { bash, zsh, fish } as const;

function bash(commands: readonly Words[]): string {
  return `# bash completion of macrosweep
_macrosweep() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words="" files=""
${cases(commands)}
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [ -n "$files" ]; then COMPREPLY+=($(compgen -f -- "$word")); fi
}
complete -o filenames -F _macrosweep macrosweep
`;
}

// zsh runs bash's completions.
function zsh(commands: readonly Words[]): string {
  return `# zsh completion of macrosweep\nautoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
}

function cases(commands: readonly Words[]): string {
  return `  ${byCommand(commands, 1, "--help --version", "  ")}`;
}

/** Of the word at this place: which commands there are where it is being typed, else what follows the one that it is. */
function byCommand(commands: readonly Words[], place: number, more: string, indent: string): string {
  const names = commands.map(({ command }) => command).join(" ");
  const each = commands.map((words) => {
    const { command, inner } = words;
    const within = `${indent}    `;
    const what = inner.length > 0 ? byCommand(inner, place + 1, "--help", within) : byOption(words, within);
    return `${indent}  ${command})\n${within}${what} ;;`;
  });
  return `case "\${COMP_WORDS[${place}]}" in
${each.join("\n")}
${indent}esac
${indent}if [ "$COMP_CWORD" -eq ${place} ]; then words="${names} ${more}" files=""; fi`;
}

/** What may follow a command, or the option before. */
function byOption({ choices, files, options }: Words, indent: string): string {
  const values = options.filter(({ takesValue }) => takesValue);
  const each = values.map(({ name, choices: known }) => {
    return known.length > 0 ? `${name}) words="${known.join(" ")}" ;;` : `${name}) files=1 ;;`;
  });
  const all = [...choices, ...options.map(({ name }) => name)].join(" ");
  const lines = [...each, `*) words="${all}"${files ? "; files=1" : ""} ;;`];
  return `case "$before" in\n${lines.map((line) => `${indent}  ${line}`).join("\n")}\n${indent}esac`;
}

// What fish knows itself takes the list of `token list` for the command `list`.
const FISH_PLACES = `function __macrosweep_in
  set -l words (commandline -opc)[2..-1]
  set -l depth (count $argv)
  test (count $words) -ge $depth; and test "$words[1..$depth]" = "$argv"
end
function __macrosweep_at
  set -l words (commandline -opc)[2..-1]
  test "$words" = "$argv"
end
`;

function fish(commands: readonly Words[]): string {
  return `# fish completion of macrosweep\n${FISH_PLACES}${fishLines(commands, "").join("\n")}\n`;
}

/** @param group names of the commands before, each with a space in front */
function fishLines(commands: readonly Words[], group: string): string[] {
  return commands.flatMap(({ command, summary, files, choices, options, inner }) => {
    const seen = `-n '__macrosweep_in${group} ${command}'`;
    return [
      `complete -c macrosweep -f -n '__macrosweep_at${group}' -a ${command} -d ${quoted(summary)}`,
      ...fishLines(inner, `${group} ${command}`),
      ...(files ? [`complete -c macrosweep -F ${seen}`] : []),
      ...(choices.length > 0 ? [`complete -c macrosweep -f ${seen} -a ${quoted(choices.join(" "))}`] : []),
      ...options.map(({ name, what, takesValue, choices: known }) => {
        const value = takesValue ? (known.length > 0 ? ` -x -a ${quoted(known.join(" "))}` : " -r") : "";
        return `complete -c macrosweep ${seen} -l ${name.replace(/^--/, "")}${value} -d ${quoted(what)}`;
      }),
    ];
  });
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}

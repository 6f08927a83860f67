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
  const names = commands.map(({ command }) => command).join(" ");
  const each = commands.map(({ command, choices, files, options }) => {
    const values = options.filter(({ takesValue }) => takesValue);
    const byOption = values.map(({ name, choices: known }) => {
      return known.length > 0 ? `        ${name}) words="${known.join(" ")}" ;;` : `        ${name}) files=1 ;;`;
    });
    const all = [...choices, ...options.map(({ name }) => name)].join(" ");
    return `    ${command})
      case "$before" in
${[...byOption, `        *) words="${all}"${files ? "; files=1" : ""} ;;`].join("\n")}
      esac ;;`;
  });
  return `  case "\${COMP_WORDS[1]}" in
${each.join("\n")}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${names} --help --version" files=""; fi`;
}

function fish(commands: readonly Words[]): string {
  const lines = commands.flatMap(({ command, summary, files, choices, options }) => {
    const seen = `-n '__fish_seen_subcommand_from ${command}'`;
    return [
      `complete -c macrosweep -f -n __fish_use_subcommand -a ${command} -d ${quoted(summary)}`,
      ...(files ? [`complete -c macrosweep -F ${seen}`] : []),
      ...(choices.length > 0 ? [`complete -c macrosweep -f ${seen} -a ${quoted(choices.join(" "))}`] : []),
      ...options.map(({ name, what, takesValue, choices: known }) => {
        const value = takesValue ? (known.length > 0 ? ` -x -a ${quoted(known.join(" "))}` : " -r") : "";
        return `complete -c macrosweep ${seen} -l ${name.replace(/^--/, "")}${value} -d ${quoted(what)}`;
      }),
    ];
  });
  return `# fish completion of macrosweep\n${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}

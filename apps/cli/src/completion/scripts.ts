import type { Place } from './command-tree.js';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A script that its shell reads once: it holds all words, so that completing starts no program. */
export function completionScript(shell: Shell, places: readonly Place[]): string {
  return { bash, zsh, fish }[shell](places);
}

const keyOf = ({ path }: Place) => path.join('/');

/** The words typed so far that are commands, as a path: the same few lines in the language of each shell. */
const bash = (places: readonly Place[]) => `# sluis completion for bash: source <(sluis completion bash)
_sluis() {
  local current=\${COMP_WORDS[COMP_CWORD]} path= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path/}$word" in
${nested(places)
  .map((key) => `      ${key}) path=${key} ;;`)
  .join('\n')}
    esac
  done
  local words= options=
  case "$path" in
${places.map((place) => `    ${quoted(keyOf(place))}) words=${quoted(wordsOf(place))} options=${quoted(optionsOf(place))} ;;`).join('\n')}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
  esac
}
complete -o default -F _sluis sluis
`;

const zsh = (places: readonly Place[]) => `#compdef sluis
# sluis completion for zsh: source <(sluis completion zsh), after compinit
_sluis() {
  local current=$words[CURRENT] at= word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${at:+$at/}$word" in
${nested(places)
  .map((key) => `      ${key}) at=${key} ;;`)
  .join('\n')}
    esac
  done
  local -a found options
  case "$at" in
${places.map((place) => `    ${quoted(keyOf(place))}) found=(${described(place.words)}) options=(${described(place.options)}) ;;`).join('\n')}
  esac
  if [[ $current == -* ]]; then
    _describe option options
  elif (( $#found )); then
    _describe command found
  else
    _files
  fi
}
compdef _sluis sluis
`;

const fish = (places: readonly Place[]) => `# sluis completion for fish: sluis completion fish | source
function __sluis_at
  set -l path
  for word in (commandline -opc)[2..-1]
    switch (string join / $path $word)
      case ${nested(places).join(' ')}
        set -a path $word
    end
  end
  set -l at (string join / $path)
  test "$at" = "$argv[1]"
end
complete -c sluis -f
${places
  .flatMap((place) => {
    const condition = `-n ${quoted(`__sluis_at ${quotedInside(keyOf(place))}`)}`;
    return [
      ...place.words.map(({ word, meaning }) => `complete -c sluis ${condition} -a ${word} -d ${fishQuoted(meaning)}`),
      ...place.options.map(
        ({ word, meaning }) => `complete -c sluis ${condition} -l ${word.slice(2)} -d ${fishQuoted(meaning)}`,
      ),
    ];
  })
  .join('\n')}
`;

function nested(places: readonly Place[]): string[] {
  return places.filter(({ path }) => path.length > 0).map(keyOf);
}

const wordsOf = ({ words }: Place) => words.map(({ word }) => word).join(' ');
const optionsOf = ({ options }: Place) => options.map(({ word }) => word).join(' ');

/** As `_describe` takes them: colons divide the word from its meaning. */
function described(words: Place['words']): string {
  return words.map(({ word, meaning }) => quoted(`${word.replaceAll(':', '\\:')}:${meaning}`)).join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Within single quotes of fish; only what commands are named with is ever put there. */
function quotedInside(key: string): string {
  return `"${key}"`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

import type { Command } from 'commander';

/** A word that can come next, with what it means. */
export interface Word {
  word: string;
  meaning: string;
}

/** What can be typed after the words that lead here. */
export interface Place {
  /** Those words: [] for `sluis` itself, ['payments', 'list'] after `sluis payments list`. */
  path: string[];
  /** Commands, and arguments of which there are only so many. */
  words: Word[];
  options: Word[];
}

/** The whole tree of commands, read from commander, so that completion cannot say another thing than the help. */
export function placesOf(command: Command, path: string[] = []): Place[] {
  const { commands } = command;
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const place = {
    path,
    words: [
      ...commands.map((one) => ({ word: one.name(), meaning: one.description() })),
      ...choices.map((word) => ({ word, meaning: '' })),
    ],
    options: command
      .createHelp()
      .visibleOptions(command)
      .flatMap(({ long, description }) => (long == null ? [] : [{ word: long, meaning: description }])),
  };
  return [place, ...commands.flatMap((one) => placesOf(one, [...path, one.name()]))];
}

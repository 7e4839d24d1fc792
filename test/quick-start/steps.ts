/** What a reader of the quick start does, one thing after the other. */
export type Step = { do: 'type'; text: string } | { do: 'save'; name: string; text: string };

/** @throws RangeError for code of which a reader would not know what to do with it */
export function stepsOf(guide: string): Step[] {
  return [...guide.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, kind, text = '']) => {
    if (kind === 'sh') return { do: 'type', text };
    const name = /^\/\/ (\S+\.mjs)\n/.exec(text)?.[1];
    if (kind === 'js' && name !== undefined) return { do: 'save', name, text };
    throw new RangeError(`what is to be done with this? ${text.slice(0, 80)}`);
  });
}

/** Whether a step starts the platform, and so ends only when the platform does. */
export function startsPlatform(step: Step | undefined): boolean {
  return step?.do === 'type' && /^npm start$/m.test(step.text);
}

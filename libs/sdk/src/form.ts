/** A file, and the fields that say something of it. */
export type Upload<Fields extends object> = Fields & { file: Blob; fileName?: string };

export function formOf<Fields extends object>({ file, fileName = 'file', ...fields }: Upload<Fields>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, String(value));
  form.append('file', file, fileName);
  return form;
}

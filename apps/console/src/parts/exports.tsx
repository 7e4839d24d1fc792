import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { asApiError, change } from '../api.js';

/** Two buttons that save what `path` answers. `onSaved` hears of each file. */
export function ExportButtons({
  path,
  body = {},
  name,
  onSaved,
}: {
  path: string;
  body?: Record<string, string>;
  /** Of the file, without what it ends in. */
  name: string;
  onSaved?(): void;
}) {
  const [error, setError] = useState<string>();
  const save = async (format: 'csv' | 'jsonl') => {
    setError(undefined);
    try {
      const file = await (await change(path, { format, ...body })).blob();
      const link = Object.assign(document.createElement('a'), {
        href: URL.createObjectURL(file),
        download: `${name}.${format}`,
      });
      link.click();
      URL.revokeObjectURL(link.href);
      onSaved?.();
    } catch (failure) {
      setError(asApiError(failure).message);
    }
  };
  return (
    <Group gap="xs">
      {error && <span role="alert">{error}</span>}
      <Button variant="default" onClick={() => void save('csv')}>
        CSV
      </Button>
      <Button variant="default" onClick={() => void save('jsonl')}>
        JSON Lines
      </Button>
    </Group>
  );
}

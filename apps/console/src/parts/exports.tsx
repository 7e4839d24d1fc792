import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { asApiError, change } from '../api.js';
import { RowCounter } from './row-counter.js';
import { figure } from './words.js';

type Format = 'csv' | 'jsonl';

/** @param wanted rows that fitted when it began */
type Standing = { is: 'running'; rows: number; wanted: number } | { is: 'saved' | 'refused'; said: string };

/** Two buttons that save what `path` answers, once all of it has come. `onEnded` hears what came of each file that was begun. */
export function ExportButtons({
  path,
  body = {},
  name,
  onEnded,
}: {
  path: string;
  body?: Record<string, string>;
  /** Of the file where the answer has none. */
  name: string;
  onEnded?(said: string): void;
}) {
  const [standing, setStanding] = useState<Standing>();
  const stopping = useRef<AbortController>(undefined);
  const save = async (format: Format) => {
    stopping.current = new AbortController();
    const { signal } = stopping.current;
    setStanding({ is: 'running', rows: 0, wanted: 0 });
    let answer: Response;
    try {
      answer = await change(path, { format, ...body }, 'POST', signal);
    } catch (failure) {
      setStanding(signal.aborted ? undefined : { is: 'refused', said: asApiError(failure).message });
      return;
    }
    const wanted = Number(answer.headers.get('export-rows'));
    const counter = new RowCounter(format);
    const show = (rows: number) => setStanding({ is: 'running', rows, wanted });
    const ended = await readAll(answer, counter, show).then(
      (file): Standing => {
        saveAs(file, fileName(answer) ?? `${name}.${format}`);
        return { is: 'saved', said: savedWords(counter.rows, wanted) };
      },
      (): Standing => {
        const how = signal.aborted ? 'Stopped' : 'Broken off';
        const rows = figure(Math.max(0, counter.rows));
        return { is: 'refused', said: `${how} after ${rows} of ${figure(wanted)} rows. Nothing was saved.` };
      },
    );
    setStanding(ended);
    if (ended.is !== 'running') onEnded?.(ended.said);
  };
  const isRunning = standing?.is === 'running';
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button variant="default" disabled={isRunning} onClick={() => void save('csv')}>
          CSV
        </Button>
        <Button variant="default" disabled={isRunning} onClick={() => void save('jsonl')}>
          JSON Lines
        </Button>
        {isRunning && (
          <Button variant="default" onClick={() => stopping.current?.abort()}>
            Stop
          </Button>
        )}
      </Group>
      {standing?.is === 'running' && <Rows of={standing} />}
      {standing && standing.is !== 'running' && (
        <Text size="sm" role={standing.is === 'refused' ? 'alert' : 'status'}>
          {standing.said}
        </Text>
      )}
    </Stack>
  );
}

function Rows({ of: { rows, wanted } }: { of: { rows: number; wanted: number } }) {
  return (
    <>
      <Progress value={wanted === 0 ? 0 : (100 * rows) / wanted} aria-label="Rows that have come" />
      <Text size="sm">{wanted === 0 ? 'Counting …' : `${figure(rows)} of ${figure(wanted)} rows`}</Text>
    </>
  );
}

function savedWords(rows: number, wanted: number): string {
  const saved = `Saved ${figure(rows)} rows.`;
  return rows === wanted ? saved : `${saved} ${figure(wanted)} fitted when it began; what is listed changed meanwhile.`;
}

/** @throws TypeError when the answer is broken off: what has come is no file then */
async function readAll(answer: Response, counter: RowCounter, show: (rows: number) => void): Promise<Blob> {
  const reader = answer.body?.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    chunks.push(read.value);
    counter.take(read.value);
    show(Math.max(0, counter.rows));
  }
  return new Blob(chunks);
}

function saveAs(file: Blob, name: string): void {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

function fileName(answer: Response): string | undefined {
  return /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
}

import { Alert, Button, Code, Group, Modal, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { asApiError } from '../api.js';
import { focusable } from '../parts/tables.js';
import { Link } from '../router.js';

export interface Action {
  isBusy: boolean;
  error: string | undefined;
  /** @returns whether it went well */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** Something that is sent, with what became of it. */
export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (failure) {
      setError(asApiError(failure).message);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, run };
}

export function Refusal({ of }: { of: Action }) {
  if (of.error === undefined) return null;
  return (
    <Alert color="red" variant="outline" role="alert">
      {of.error}
    </Alert>
  );
}

/** A secret that is shown this once. */
export function ShownOnce({ title, secret, onDone }: { title: string; secret: string; onDone(): void }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(secret).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <Modal
      opened
      onClose={onDone}
      title={title}
      size="lg"
      lockScroll={false}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text size="sm">Keep it now: it is not shown again.</Text>
        <Code block className="secret" data-testid="secret">
          {secret}
        </Code>
        <Group justify="flex-end">
          <Button variant="default" onClick={copy}>
            {isCopied ? 'Copied' : 'Copy'}
          </Button>
          <Button onClick={onDone}>I have kept it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Asks once more before something is done that cannot be undone. */
export function Confirmed({
  label,
  question,
  name,
  onConfirmed,
}: {
  label: string;
  question: string;
  /** Of what it is done to, for who listens. */
  name: string;
  onConfirmed(): Promise<unknown>;
}) {
  const [isOpen, setOpen] = useState(false);
  const action = useAction();
  const confirm = async () => {
    if (await action.run(onConfirmed)) setOpen(false);
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)} aria-label={`${label} ${name}`}>
        {label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={`${label}?`}
        lockScroll={false}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack>
          <Text size="sm">{question}</Text>
          <Refusal of={action} />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpen(false)}>
              Keep it
            </Button>
            <Button color="red" loading={action.isBusy} onClick={() => void confirm()}>
              Yes, {label.toLowerCase()}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

/** A form with its button; `onSubmit` may fail, and then says why. */
export function SmallForm({
  title,
  button,
  onSubmit,
  children,
}: {
  title: string;
  button: string;
  onSubmit(): Promise<unknown>;
  children: ReactNode;
}) {
  const action = useAction();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void action.run(onSubmit);
  };
  return (
    <Paper withBorder p="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Title order={2} size="h4">
            {title}
          </Title>
          {children}
          <Refusal of={action} />
          <Group>
            <Button type="submit" loading={action.isBusy}>
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

/** A table that scrolls within itself where it is too wide. */
export function Rows({
  caption,
  names,
  minWidth = 640,
  children,
}: {
  caption: string;
  names: string[];
  minWidth?: number;
  children: ReactNode;
}) {
  return (
    <Table.ScrollContainer minWidth={minWidth} scrollAreaProps={focusable(caption)}>
      <Table verticalSpacing="xs" highlightOnHover>
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {names.map((name) => (
              <Table.Th key={name} scope="col">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function Figure({ name, value, note }: { name: string; value: string; note?: ReactNode }) {
  return (
    <Paper withBorder p="md">
      <Text size="xs" className="quiet">
        {name}
      </Text>
      <Text size="xl" fw={600}>
        {value}
      </Text>
      <Text size="xs" className="quiet" component="div">
        {note ?? '\u00a0'}
      </Text>
    </Paper>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

export function Pager({ list, query, next }: { list: string; query: URLSearchParams; next: string | null }) {
  const older = new URLSearchParams(query);
  if (next) older.set('before', next);
  const newest = new URLSearchParams(query);
  newest.delete('before');
  return (
    <Group>
      {query.has('before') && <Link to={`/${list}?${newest}`}>Newest</Link>}
      {next && <Link to={`/${list}?${older}`}>Older</Link>}
    </Group>
  );
}

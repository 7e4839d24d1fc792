import { Alert, Group, List, Loader, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type EvidencePack, evidencePackSchema } from '../answers/evidence.js';
import { asApiError, get, post } from '../api.js';
import { Download } from './download.js';
import { WithReason } from './with-reason.js';

const lookEveryMs = 1_000;

const failures: Record<string, string> = {
  not_sealed: 'The audit trail is not being sealed, so nothing could be proven. Ask an operator.',
  not_found: 'It is no longer there.',
  unsound:
    'There is no pack: what is stored does not agree with the signed audit trail. Change nothing, and tell an operator.',
};

/** Asks for an evidence pack and waits for it: a worker makes it within some seconds. */
export function Evidence({ path }: { path: string }) {
  const [pack, setPack] = useState<EvidencePack>();
  const [error, setError] = useState<string>();

  useEffect(() => {
    if (pack?.status !== 'making') return undefined;
    const timer = setTimeout(() => {
      get(`/evidence/${pack.id}`, evidencePackSchema).then(setPack, (failure: unknown) => {
        setPack(undefined);
        setError(asApiError(failure).message);
      });
    }, lookEveryMs);
    return () => clearTimeout(timer);
  }, [pack]);

  const isIdle = pack === undefined || pack.status === 'failed' || pack.status === 'gone';
  return (
    <>
      {isIdle && (
        <WithReason
          label="Evidence pack"
          title="Make an evidence pack"
          action="Make it"
          onGiven={async (reason) => {
            setError(undefined);
            setPack(await post(`${path}/evidence`, reason, evidencePackSchema));
          }}
        />
      )}
      <div role="status">
        {pack?.status === 'making' && (
          <Group gap="xs">
            <Loader size="xs" aria-hidden />
            <Text size="sm">Making the evidence pack; records are being sealed.</Text>
          </Group>
        )}
        {pack?.status === 'ready' && <Download path={`/evidence/${pack.id}/file`}>Download the evidence pack</Download>}
      </div>
      {(error ?? pack?.failure) && (
        <Alert color="red" variant="outline" role="alert">
          {error ?? failures[pack?.failure ?? ''] ?? 'It could not be made.'}
          {error === undefined && pack && pack.findings.length > 0 && (
            <List size="sm" mt="xs" style={{ overflowWrap: 'anywhere' }}>
              {pack.findings.map((finding) => (
                <List.Item key={finding}>{finding}</List.Item>
              ))}
            </List>
          )}
        </Alert>
      )}
    </>
  );
}

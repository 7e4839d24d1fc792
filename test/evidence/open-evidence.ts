import { EvidencePacks } from '@sluis/evidence';
import { openEvidence as openPlatform } from '../../apps/cli/src/operator/with-evidence.js';

/** Evidence as an operator's process makes it. */
export async function openEvidence(
  variables: Record<string, string>,
): Promise<{ packs: EvidencePacks; close(): Promise<void> }> {
  const platform = await openPlatform(variables);
  return { packs: platform.get(EvidencePacks), close: () => platform.close() };
}

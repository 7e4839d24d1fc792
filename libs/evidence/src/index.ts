export { EvidenceModule } from './evidence.module.js';
export { EvidencePacks, NotSealedError, type EvidencePack, type PackWanted } from './evidence-packs.js';
export { verifyPack } from './verifier.js';

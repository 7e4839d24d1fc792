export { AskedPacks, type AskedPack, type AskedPackStatus, type EvidenceKind } from './asked-packs.js';
export { EvidenceModule } from './evidence.module.js';
export {
  EvidencePacks,
  NotSealedError,
  UnsoundPackError,
  type EvidencePack,
  type PackWanted,
} from './evidence-packs.js';
export { MakeAskedPack } from './make-asked-pack.js';
export { reservationsAbout, verifyFiles, verifyPack } from './verifier.js';

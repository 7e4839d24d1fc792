import { Module } from '@nestjs/common';
import { ChangesModule } from '@sluis/changes';
import { LookUps } from '@sluis/compliance';
import { AccountKeys, KnownAccounts, PsuKeyHashes } from '@sluis/consents';
import { HeldThings } from './holds/held-things.js';
import { LegalHolds } from './holds/legal-holds.service.js';
import { AnswerRequest } from './requests/answer-request.js';
import { DataRequests } from './requests/data-requests.service.js';
import { DataSubjects } from './requests/data-subjects.js';
import { ErasureChange } from './requests/erasure-change.js';
import { SubjectSearch } from './requests/subject-search.js';
import { SubjectVault } from './requests/subject-vault.js';
import { ExecuteRun } from './retention/execute-run.js';
import { RetentionRuns } from './retention/retention-runs.service.js';
import { RunChange } from './retention/run-change.js';

/** How long data about people stays, what they are told of it, and how it goes. It needs nothing but what is stored. */
@Module({
  imports: [ChangesModule],
  providers: [
    AccountKeys,
    AnswerRequest,
    DataRequests,
    DataSubjects,
    ErasureChange,
    ExecuteRun,
    HeldThings,
    KnownAccounts,
    LegalHolds,
    LookUps,
    PsuKeyHashes,
    RetentionRuns,
    RunChange,
    SubjectSearch,
    SubjectVault,
  ],
  exports: [AnswerRequest, DataRequests, ExecuteRun, LegalHolds, RetentionRuns],
})
export class PersonalDataModule {}

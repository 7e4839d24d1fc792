import { Module } from '@nestjs/common';
import { LookUps } from '@sluis/compliance';
import { AccountKeys, KnownAccounts, PsuKeyHashes } from '@sluis/consents';
import { HeldThings } from './holds/held-things.js';
import { LegalHolds } from './holds/legal-holds.service.js';
import { AnswerRequest } from './requests/answer-request.js';
import { DataRequests } from './requests/data-requests.service.js';
import { DataSubjects } from './requests/data-subjects.js';
import { SubjectSearch } from './requests/subject-search.js';
import { SubjectVault } from './requests/subject-vault.js';
import { ExecuteRun } from './retention/execute-run.js';
import { RetentionRuns } from './retention/retention-runs.service.js';

/** How long data about people stays, what they are told of it, and how it goes. It needs nothing but what is stored. */
@Module({
  providers: [
    AccountKeys,
    AnswerRequest,
    DataRequests,
    DataSubjects,
    ExecuteRun,
    HeldThings,
    KnownAccounts,
    LegalHolds,
    LookUps,
    PsuKeyHashes,
    RetentionRuns,
    SubjectSearch,
    SubjectVault,
  ],
  exports: [AnswerRequest, DataRequests, ExecuteRun, LegalHolds, RetentionRuns],
})
export class PersonalDataModule {}

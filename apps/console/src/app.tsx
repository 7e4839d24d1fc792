import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { z } from 'zod';
import { changeCountSchema } from './answers/changes.js';
import { type Session, sessionSchema } from './answers/session.js';
import { type ApiError, asApiError, change, get, keepFormToken, whenSignedOut } from './api.js';
import { ApprovalPage, ApprovalsPage } from './pages/approvals.js';
import { CertificatesPage } from './pages/certificates.js';
import { ComplaintPage, ComplaintsPage } from './pages/complaints.js';
import { ConsentPage } from './pages/consent.js';
import { FraudReportPage, FraudReportsPage } from './pages/fraud-reports.js';
import { IncidentPage, IncidentsPage } from './pages/incidents.js';
import { ConsentsPage, PaymentsPage } from './pages/lists.js';
import { LookUpsPage } from './pages/look-ups.js';
import { LegalHoldsPage } from './pages/legal-holds.js';
import { OverviewPage } from './pages/overview.js';
import { DataRequestPage, DataRequestsPage } from './pages/data-requests.js';
import { PartnerPage } from './pages/partner.js';
import { PartnersPage } from './pages/partners.js';
import { PaymentPage } from './pages/payment.js';
import { RetentionPage } from './pages/retention.js';
import { ReviewPage, ReviewsPage } from './pages/reviews.js';
import { SearchPage } from './pages/search.js';
import { SignedOutPage } from './pages/signed-out.js';
import { Answer, Nothing } from './parts/states.js';
import { Shell } from './parts/shell.js';
import { Link, useLocation } from './router.js';

type Known =
  { state: 'asking' } | { state: 'in'; session: Session } | { state: 'out' } | { state: 'failed'; error: ApiError };

/** Where the menu leads; `needs` is the operation without which there is nothing to see. */
const places: { to: string; name: string; needs?: string }[] = [
  { to: '/', name: 'Overview' },
  { to: '/payments', name: 'Payments' },
  { to: '/consents', name: 'Consents' },
  { to: '/partners', name: 'Partners' },
  { to: '/approvals', name: 'Approvals', needs: 'changes.read' },
  { to: '/complaints', name: 'Complaints', needs: 'complaints.read' },
  { to: '/incidents', name: 'Incidents' },
  { to: '/fraud-reports', name: 'Fraud reports', needs: 'fraud_reports.read' },
  { to: '/certificates', name: 'Certificates' },
  { to: '/data', name: 'Data & retention', needs: 'data_requests.read' },
  { to: '/reviews', name: 'Reviews' },
  { to: '/look-ups', name: 'Look-ups' },
];

export function App() {
  const [known, setKnown] = useState<Known>({ state: 'asking' });
  const [round, setRound] = useState(0);
  const { path, query } = useLocation();
  useEffect(() => {
    whenSignedOut(() => setKnown({ state: 'out' }));
    const ask = async () => {
      try {
        const session = await get('/session', sessionSchema);
        keepFormToken(session.form_token);
        setKnown({ state: 'in', session });
      } catch (error) {
        const failure = asApiError(error);
        if (failure.status !== 401) setKnown({ state: 'failed', error: failure });
      }
    };
    void ask();
  }, [round]);
  const mayReadChanges = known.state === 'in' && known.session.operations.includes('changes.read');
  const { waiting, countAgain } = useWaitingChanges(mayReadChanges, path);
  if (path === '/signed-out') return <SignedOutPage reason={query.get('reason')} returnTo="/console" />;
  if (known.state === 'out') {
    return <SignedOutPage reason={null} returnTo={window.location.pathname + window.location.search} />;
  }
  if (known.state === 'in') {
    const { session } = known;
    return (
      <Shell
        title="Sluis console"
        places={places
          .filter(({ needs }) => needs === undefined || session.operations.includes(needs))
          .map((place) => ({ ...place, count: place.to === '/approvals' ? waiting : undefined }))}
        name={session.name}
        note={session.roles.join(', ')}
        placeholder="Id, IBAN, reference, payer, partner or day"
        onSignOut={() => void signOut()}
      >
        <Page session={session} onDecided={countAgain} />
      </Shell>
    );
  }
  const loaded =
    known.state === 'failed'
      ? { state: 'failed' as const, error: known.error, again: () => setRound(round + 1) }
      : { state: 'loading' as const };
  return (
    <main className="bare">
      <Answer of={loaded}>{() => null}</Answer>
    </main>
  );
}

/** How many changes wait for somebody; counted anew on every page. */
function useWaitingChanges(mayRead: boolean, path: string): { waiting: number; countAgain(): void } {
  const [waiting, setWaiting] = useState(0);
  const countAgain = useCallback(() => {
    if (!mayRead) return;
    get('/changes/waiting', changeCountSchema).then(
      (count) => setWaiting(count.waiting),
      // A number beside the menu is missed by nobody.
      () => undefined,
    );
  }, [mayRead]);
  useEffect(countAgain, [countAgain, path]);
  return { waiting, countAgain };
}

function Page({ session: { operations }, onDecided }: { session: Session; onDecided(): void }): ReactNode {
  const { path } = useLocation();
  const [, section, id] = path.split('/');
  const mayReveal = operations.includes('personal_data.reveal');
  if (path === '/') return <OverviewPage />;
  if (path === '/search') return <SearchPage />;
  if (path === '/look-ups') return <LookUpsPage maySeeAll={operations.includes('look_ups.read_all')} />;
  if (section === 'payments' && id) {
    return <PaymentPage key={id} id={id} mayReveal={mayReveal} mayMarkFraud={operations.includes('fraud.mark')} />;
  }
  if (section === 'payments') {
    return <PaymentsPage mayExport={operations.includes('payments.export')} mayReveal={mayReveal} />;
  }
  if (section === 'complaints' && id) {
    return <ComplaintPage key={id} id={id} mayChange={operations.includes('complaints.change')} />;
  }
  if (section === 'complaints') return <ComplaintsPage />;
  const mayExport = operations.includes('incidents.export');
  if (section === 'incidents' && id)
    return <IncidentPage key={id} id={id} mayChange={operations.includes('incidents.change')} mayExport={mayExport} />;
  if (section === 'incidents') {
    return <IncidentsPage mayOpen={operations.includes('incidents.open')} mayExport={mayExport} />;
  }
  if (section === 'certificates') return <CertificatesPage mayChange={operations.includes('certificates.change')} />;
  if (section === 'fraud-reports' && id) return <FraudReportPage key={id} id={id} />;
  if (section === 'fraud-reports') return <FraudReportsPage />;
  if (section === 'consents' && id) return <ConsentPage key={id} id={id} mayReveal={mayReveal} />;
  if (section === 'consents') return <ConsentsPage mayExport={operations.includes('consents.export')} />;
  if (section === 'partners' && id)
    return (
      <PartnerPage
        key={id}
        id={id}
        mayAsk={operations.includes('changes.ask')}
        mayReview={operations.includes('partner_files.review')}
      />
    );
  if (path === '/data/holds') return <LegalHoldsPage />;
  if (path === '/data/retention') return <RetentionPage />;
  if (section === 'data' && id) return <DataRequestPage key={id} id={id} />;
  if (section === 'data') return <DataRequestsPage />;
  if (section === 'partners') return <PartnersPage />;
  if (section === 'approvals' && id) {
    return <ApprovalPage key={id} id={id} mayDecide={operations.includes('changes.decide')} onDecided={onDecided} />;
  }
  if (section === 'approvals') return <ApprovalsPage />;
  if (section === 'reviews' && id)
    return <ReviewPage key={id} id={id} mayDecide={operations.includes('reviews.decide')} />;
  if (section === 'reviews') return <ReviewsPage />;
  return (
    <Nothing>
      There is no such page. <Link to="/">To the overview</Link>
    </Nothing>
  );
}

const signedOutSchema = z.object({ provider_url: z.string().nullable() });

async function signOut(): Promise<void> {
  const answer = await change('/sign-out', {}).catch(() => undefined);
  const ended = answer && signedOutSchema.safeParse(await answer.json());
  window.location.assign(ended?.data?.provider_url ?? '/console/signed-out');
}

import { Fragment, type ReactNode } from 'react';
import { ApprovalPage } from './pages/approval.js';
import { ApprovalsPage } from './pages/approvals.js';
import { CertificatesPage } from './pages/certificates.js';
import { ComplaintPage } from './pages/complaint.js';
import { ComplaintsPage } from './pages/complaints.js';
import { ConsentPage } from './pages/consent.js';
import { DataRequestPage } from './pages/data-request.js';
import { DataRequestsPage } from './pages/data-requests.js';
import { FraudReportPage } from './pages/fraud-report.js';
import { FraudReportsPage } from './pages/fraud-reports.js';
import { IncidentPage } from './pages/incident.js';
import { IncidentsPage } from './pages/incidents.js';
import { LegalHoldsPage } from './pages/legal-holds.js';
import { ConsentsPage, PaymentsPage } from './pages/lists.js';
import { LookUpsPage } from './pages/look-ups.js';
import { OverviewPage } from './pages/overview.js';
import { PartnerPage } from './pages/partner.js';
import { PartnersPage } from './pages/partners.js';
import { PaymentPage } from './pages/payment.js';
import { RetentionPage } from './pages/retention.js';
import { ReviewPage } from './pages/review.js';
import { ReviewsPage } from './pages/reviews.js';
import { SearchPage } from './pages/search.js';
import { Nothing } from './parts/states.js';
import { Link, useLocation } from './router.js';

/** Where the menu leads; `needs` is the operation without which there is nothing to see. */
export const places: { to: string; name: string; needs?: string }[] = [
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

interface Visitor {
  may(operation: string): boolean;
  /** The menu tells how many changes wait. */
  onDecided(): void;
}

/** What is shown where. A page hides what its visitor may not do; the API refuses it. */
const pages: Record<string, (visit: Visitor & { id: string }) => ReactNode> = {
  '/': () => <OverviewPage />,
  '/search': () => <SearchPage />,
  '/look-ups': ({ may }) => <LookUpsPage maySeeAll={may('look_ups.read_all')} />,
  '/payments': ({ may }) => <PaymentsPage mayExport={may('payments.export')} mayReveal={may('personal_data.reveal')} />,
  '/payments/:id': ({ id, may }) => (
    <PaymentPage id={id} mayReveal={may('personal_data.reveal')} mayMarkFraud={may('fraud.mark')} />
  ),
  '/consents': ({ may }) => <ConsentsPage mayExport={may('consents.export')} />,
  '/consents/:id': ({ id, may }) => <ConsentPage id={id} mayReveal={may('personal_data.reveal')} />,
  '/partners': () => <PartnersPage />,
  '/partners/:id': ({ id, may }) => (
    <PartnerPage id={id} mayAsk={may('changes.ask')} mayReview={may('partner_files.review')} />
  ),
  '/approvals': () => <ApprovalsPage />,
  '/approvals/:id': ({ id, may, onDecided }) => (
    <ApprovalPage id={id} mayDecide={may('changes.decide')} onDecided={onDecided} />
  ),
  '/complaints': () => <ComplaintsPage />,
  '/complaints/:id': ({ id, may }) => <ComplaintPage id={id} mayChange={may('complaints.change')} />,
  '/incidents': ({ may }) => <IncidentsPage mayOpen={may('incidents.open')} mayExport={may('incidents.export')} />,
  '/incidents/:id': ({ id, may }) => (
    <IncidentPage id={id} mayChange={may('incidents.change')} mayExport={may('incidents.export')} />
  ),
  '/fraud-reports': () => <FraudReportsPage />,
  '/fraud-reports/:id': ({ id }) => <FraudReportPage id={id} />,
  '/certificates': ({ may }) => <CertificatesPage mayChange={may('certificates.change')} />,
  '/data': () => <DataRequestsPage />,
  '/data/holds': () => <LegalHoldsPage />,
  '/data/retention': () => <RetentionPage />,
  '/data/:id': ({ id }) => <DataRequestPage id={id} />,
  '/reviews': () => <ReviewsPage />,
  '/reviews/:id': ({ id, may }) => <ReviewPage id={id} mayDecide={may('reviews.decide')} />,
};

export function Page(visitor: Visitor) {
  const { path } = useLocation();
  const [, section = '', id = ''] = path.split('/');
  const page = pages[path] ?? pages[id === '' ? `/${section}` : `/${section}/:id`];
  if (!page) {
    return (
      <Nothing>
        There is no such page. <Link to="/">To the overview</Link>
      </Nothing>
    );
  }
  // Another thing is another page: nothing that was unmasked or typed goes along.
  return <Fragment key={path}>{page({ ...visitor, id })}</Fragment>;
}

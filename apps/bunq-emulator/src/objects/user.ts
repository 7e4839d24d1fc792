import type { Bank } from '../bank/bank.js';
import { accountsOf } from '../bank/accounts.js';
import { homeOf } from '../bank/customers.js';
import type { Company, Consent, Customer, Person, Psp, User } from '../bank/records.js';
import type { Json } from '../wire/envelope.js';
import { avatarFields } from './avatar.js';
import { amountOf, stamps } from './labels.js';

/** The typed wrapper of any user. */
export function userObject(bank: Bank, user: User): Json {
  switch (user.kind) {
    case 'person':
      return { UserPerson: personObject(bank, user) };
    case 'company':
      return { UserCompany: companyObject(bank, user) };
    case 'psp':
      return { UserPaymentServiceProvider: pspObject(bank, user) };
    case 'consent':
      return { UserApiKey: consentObject(bank, user) };
  }
}

export function sessionTimeoutOf(bank: Bank, user: User): number {
  if (user.kind === 'psp') return bank.switches.pspSessionSeconds;
  const chosen = user.kind === 'consent' ? undefined : user.profile['session_timeout'];
  return typeof chosen === 'number' ? chosen : bank.switches.userSessionSeconds;
}

function personObject(bank: Bank, user: Person): Json {
  return {
    ...customerFields(bank, user),
    first_name: user.firstName,
    middle_name: null,
    last_name: user.lastName,
    legal_name: `${user.firstName} ${user.lastName}`.trim(),
    tax_resident: null,
    date_of_birth: user.dateOfBirth,
    place_of_birth: 'Utrecht',
    country_of_birth: 'NL',
    nationality: 'NL',
    all_nationality: ['NL'],
    gender: 'UNKNOWN',
    ...profileOf(user),
  };
}

function companyObject(bank: Bank, user: Company): Json {
  return {
    ...customerFields(bank, user),
    name: user.name,
    chamber_of_commerce_number: '00000000',
    legal_form: 'BV',
    type_of_business_entity: 'PRIVATE_LIMITED_COMPANY',
    sector_of_industry: null,
    counter_bank_iban: null,
    directors: [],
    country: 'NL',
    ubo: [],
    customer: null,
    customer_limit: null,
    billing_contract: null,
    deny_reason: null,
    tax_resident: null,
    ...profileOf(user),
  };
}

function customerFields(bank: Bank, user: Customer): Json {
  const iban = accountsOf(bank, user)[0]?.iban;
  const aliases = iban === undefined ? user.aliases : [...user.aliases, { type: 'IBAN', value: iban }];
  return {
    ...stamps(user),
    public_uuid: user.publicUuid,
    display_name: user.displayName,
    public_nick_name: user.nickName,
    alias: aliases.map((alias) => ({ ...alias, name: user.displayName })),
    address_main: homeOf(user),
    address_postal: null,
    address_shipping: null,
    language: 'en_US',
    region: 'nl_NL',
    avatar: avatarFields(bank, user.profile['avatar_uuid']),
    version_terms_of_service: null,
    status: 'ACTIVE',
    sub_status: 'NONE',
    session_timeout: sessionTimeoutOf(bank, user),
    daily_limit_without_confirmation_login: amountOf(250_00n),
    notification_filters: [],
    relations: [],
  };
}

/** Everything but the name of the picture, which is shown as the picture. */
function profileOf({ profile }: Customer): Json {
  const { avatar_uuid: _avatar, ...fields } = profile;
  return fields;
}

function pspObject(bank: Bank, user: Psp): Json {
  return {
    ...stamps(user),
    certificate_distinguished_name: user.distinguishedName,
    alias: [{ type: 'CERTIFICATE_DISTINGUISHED_NAME', value: user.distinguishedName, name: user.displayName }],
    avatar: null,
    status: 'ACTIVE',
    sub_status: 'NONE',
    public_uuid: user.publicUuid,
    display_name: user.displayName,
    public_nick_name: user.displayName,
    language: 'en_US',
    region: 'nl_NL',
    session_timeout: sessionTimeoutOf(bank, user),
    daily_limit_without_confirmation_login: amountOf(0n),
    notification_filters: [],
    relations: [],
  };
}

/** The two inner users are short, and both carry the same timeout: clients disagree on which one they read. */
function consentObject(bank: Bank, consent: Consent): Json {
  const timeout = sessionTimeoutOf(bank, consent);
  return {
    ...stamps(consent),
    requested_by_user: innerUser(bank.tables.users.get(consent.requestedByUserId), timeout),
    granted_by_user: innerUser(bank.tables.users.get(consent.grantedByUserId), timeout),
  };
}

function innerUser(user: User | undefined, timeout: number): Json | null {
  if (user === undefined || user.kind === 'consent') return null;
  const wrapper = { person: 'UserPerson', company: 'UserCompany', psp: 'UserPaymentServiceProvider' }[user.kind];
  return {
    [wrapper]: {
      id: user.id,
      display_name: user.displayName,
      public_nick_name: user.kind === 'psp' ? user.displayName : user.nickName,
      avatar: null,
      session_timeout: timeout,
    },
  };
}

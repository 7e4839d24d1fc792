/** What somebody of a partner is allowed to do in the dashboard. Which operations that are, the dashboard's own table says. */
export const partnerRoles = ['owner', 'developer', 'viewer'] as const;

export type PartnerRole = (typeof partnerRoles)[number];

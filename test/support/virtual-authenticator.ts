import type { Page } from 'playwright-core';

/** Gives a page's browser a passkey device that always says yes, as a person with a finger on the sensor would. */
export async function giveAuthenticator(
  page: Page,
  transport: 'internal' | 'usb' = 'internal',
): Promise<{ forget(): Promise<void> }> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async forget() {
      await session.send('WebAuthn.clearCredentials', { authenticatorId });
    },
  };
}

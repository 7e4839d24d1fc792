/**
 * The pages' only script: it asks whether there is news and reloads the page when there is. It changes nothing in the
 * page but the status line, so that everything works, slower, without it.
 */
export const liveStatusScript = `'use strict';
(() => {
  const region = document.getElementById('live-status');
  if (!region) return;
  const { url, version, changed, waiting } = region.dataset;
  const reloadedKey = 'sluis-reloaded';

  // A reload says nothing to a screen reader, so the new heading is announced after one.
  if (remembered()) {
    const heading = document.querySelector('#stage-title');
    setTimeout(() => {
      if (!heading) return;
      region.classList.add('visually-hidden');
      region.textContent = heading.textContent;
    }, 400);
  }

  // A second click on a slow connection must not send the form twice.
  for (const form of document.forms) {
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = 'yes';
    });
  }

  if (url) {
    const firstDelayMs = 1500;
    const slowestDelayMs = 15000;
    const startedAt = Date.now();
    let delayMs = firstDelayMs;
    let timer;
    let isAsking = false;

    const ask = async () => {
      if (isAsking || document.hidden) return;
      isAsking = true;
      try {
        const answer = await fetch(url, {
          headers: { accept: 'application/json' },
          credentials: 'same-origin',
          cache: 'no-store',
          signal: AbortSignal.timeout(10000),
        });
        if (answer.ok) {
          const status = await answer.json();
          if (typeof status.version === 'string' && status.version !== version) return reload();
        } else {
          delayMs *= 2;
        }
      } catch {
        // Offline or timed out: the next round asks again, later.
        delayMs *= 2;
      } finally {
        isAsking = false;
      }
      if (waiting && Date.now() - startedAt > 20000 && region.textContent !== waiting) {
        region.classList.remove('visually-hidden');
        region.textContent = waiting;
      }
      delayMs = Math.min(delayMs * 1.1, slowestDelayMs);
      schedule();
    };

    const schedule = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, delayMs);
    };

    const reload = () => {
      remember();
      region.classList.remove('visually-hidden');
      region.textContent = changed;
      // Without the fragment, so that it is a request and not a jump; replaced, so that Back still leads back.
      const here = new URL(location.href);
      here.hash = '';
      location.replace(here);
    };

    const askSoon = () => {
      if (document.hidden) return clearTimeout(timer);
      delayMs = firstDelayMs;
      clearTimeout(timer);
      void ask();
    };

    document.addEventListener('visibilitychange', askSoon);
    addEventListener('online', askSoon);
    schedule();
  }

  // A page brought back by the Back button is as old as it was left.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    for (const form of document.forms) delete form.dataset.sent;
    if (url) document.dispatchEvent(new Event('visibilitychange'));
  });

  function remember() {
    try {
      sessionStorage.setItem(reloadedKey, location.pathname);
    } catch {
      // Storage can be forbidden; then nothing is announced after the reload.
    }
  }

  function remembered() {
    try {
      const path = sessionStorage.getItem(reloadedKey);
      sessionStorage.removeItem(reloadedKey);
      return path === location.pathname;
    } catch {
      return false;
    }
  }
})();
`;

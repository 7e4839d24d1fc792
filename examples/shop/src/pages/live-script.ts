/** Fetches the page again when the shop says that something changed, and puts its new middle in place of the old. */
export const liveScript = `
const place = document.querySelector('[data-live]');
const isFillingIn = () =>
  document.activeElement instanceof HTMLInputElement ||
  [...document.querySelectorAll('main input')].some((input) => input.value !== input.defaultValue);
const renew = async () => {
  // After a form that was refused, the address is the form's.
  const answer = await fetch(place.dataset.page ?? location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  // Not from under somebody's hands: what was typed while the page was fetched is what the button sends.
  if (isFillingIn()) return;
  const [now, next] = [document.querySelector('main'), fresh.querySelector('main')];
  if (now && next && now.innerHTML !== next.innerHTML) now.replaceWith(next);
  document.title = fresh.title;
};
if (place?.dataset.live === 'poll') {
  const timer = setInterval(async () => {
    await renew();
    if (!document.querySelector('[data-live]')) clearInterval(timer);
  }, 1000);
} else if (place) {
  new EventSource(place.dataset.live).onmessage = renew;
}
`.trimStart();

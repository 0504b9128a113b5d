// Requests a passkey (WebAuthn) from the browser before a form is submitted, and puts the response into a hidden field.
// The server verifies the response.
import { startAuthentication, startRegistration } from '@simplewebauthn/browser';

for (const place of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
  const form = place.querySelector('form')!;
  const answer = form.querySelector<HTMLInputElement>('input[name$=passkey]')!;
  const problem = document.createElement('p');
  problem.className = 'error';
  problem.setAttribute('role', 'alert');
  form.querySelector('.buttons')!.before(problem);

  const ask = async (): Promise<void> => {
    problem.textContent = '';
    if (!('PublicKeyCredential' in window)) {
      problem.textContent = place.dataset.unsupported ?? '';
      return;
    }
    try {
      const options = await fetch(place.dataset.passkey!, { headers: { accept: 'application/json' } });
      if (!options.ok) throw new Error(`${options.status}`);
      const optionsJSON = await options.json();
      const given = place.hasAttribute('data-create')
        ? await startRegistration({ optionsJSON })
        : await startAuthentication({ optionsJSON });
      answer.value = JSON.stringify(given);
      form.submit();
    } catch {
      // The person cancelled or was too slow, or has no passkey for this address. The browser does not say which.
      problem.textContent = place.dataset.failed ?? '';
    }
  };
  let asking = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    void ask().finally(() => (asking = false));
  });
}

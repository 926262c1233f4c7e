// Passkeys: the browser's own dialogue fills a form in. data-passkey says what it is for: "use" one
// or "make" one; data-ask where the question comes from when it does not stand on the page.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const words = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const known = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

async function question(form) {
  if (!form.dataset.ask) return JSON.parse(document.getElementById("passkey-question").textContent);
  const answer = await fetch(form.dataset.ask, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return answer.json();
}

async function made({ creation_options: { publicKey: asked } }) {
  return navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: known(asked.excludeCredentials),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    },
  });
}

async function used({ request_options: { publicKey: asked } }) {
  const allowCredentials = known(asked.allowCredentials);
  return navigator.credentials.get({ publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials } });
}

function told(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = words(credential.response[part]);
  }
  const { id, type } = credential;
  return JSON.stringify({ id, type, rawId: words(credential.rawId), response, clientExtensionResults: credential.getClientExtensionResults() });
}

async function ask(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const asked = await question(form);
    form.elements.credential.value = told(await (form.dataset.passkey === "make" ? made(asked) : used(asked)));
    form.submit();
  } catch {
    failed.hidden = false; // left by the reader, or none that fits
  }
}

// A passkey belongs to a name; an address of numbers has none.
const hasName = !/^[\d.]+$|:/.test(location.hostname);
const isPossible = window.PublicKeyCredential && window.isSecureContext && hasName;
for (const form of document.querySelectorAll("[data-passkey]")) {
  form.hidden = !isPossible;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
}
for (const hint of document.querySelectorAll("[data-no-passkeys]")) hint.hidden = isPossible;

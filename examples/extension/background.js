// Hands the open page, as its reader sees it, to the player of Natiq.

/** Where Natiq listens; the same address stands in `host_permissions` of the manifest. */
const NATIQ = 'http://127.0.0.1:8080';

chrome.action.onClicked.addListener(async (tab) => {
  const [{ result: page }] = await chrome.scripting.executeScript({
    target: { tabId: tab.id },
    func: () => ({ natiq: 'page', title: document.title, html: document.documentElement.outerHTML }),
  });
  const player = await chrome.tabs.create({ url: `${NATIQ}/?from=page`, openerTabId: tab.id });
  await loaded(player.id);
  await chrome.scripting.executeScript({
    target: { tabId: player.id },
    func: (page) => window.postMessage(page, location.origin),
    args: [page],
  });
});

function loaded(id) {
  return new Promise((done) => {
    const listener = (changed, { status }) => {
      if (changed !== id || status !== 'complete') return;
      chrome.tabs.onUpdated.removeListener(listener);
      done();
    };
    chrome.tabs.onUpdated.addListener(listener);
  });
}

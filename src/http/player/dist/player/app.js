// A plain page: one <audio> element for each paragraph, played one after another.
const element = (id) => document.getElementById(id);
const [form, status, reading, list] = ['article-form', 'status', 'reading', 'paragraphs'].map(element);
let items = [];
let current = 0;

fillVoices();
form.addEventListener('submit', (event) => {
  event.preventDefault();
  open(element('text').value);
});
element('play').addEventListener('click', toggle);
element('previous').addEventListener('click', () => play(current - 1));
element('next').addEventListener('click', () => play(current + 1));
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('textarea, select, audio')) return;
  // By place on the keyboard, so that an Arabic layout works as well.
  if (event.code === 'KeyK') toggle();
  else if (event.code === 'KeyJ') play(current - 1);
  else if (event.code === 'KeyL') play(current + 1);
});

async function open(text) {
  say('يُقرأ المقال…');
  stop();
  const kind = text.trimStart().startsWith('<') ? 'html' : 'text';
  const body = { [kind]: text, rate: Number(element('rate').value), voice: element('voice').value || undefined };
  try {
    const response = await fetch('/v1/articles', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail);
    show(answer);
  } catch (error) {
    say(`تعذّر: ${error.message}`);
  }
}

function show(article) {
  element('title').textContent = article.title ?? 'المقال';
  element('download').href = article.links.audio;
  items = article.paragraphs.map((paragraph) => {
    const item = document.createElement('li');
    const text = document.createElement('p');
    text.textContent = paragraph.text;
    const audio = document.createElement('audio');
    audio.controls = true;
    audio.preload = 'none';
    audio.src = paragraph.audio;
    audio.setAttribute('aria-label', `الفقرة ${paragraph.index + 1} من ${article.paragraphs.length}`);
    audio.addEventListener('play', () => mark(paragraph.index));
    audio.addEventListener('pause', () => label('شغّل'));
    audio.addEventListener('ended', () => play(paragraph.index + 1));
    audio.addEventListener('error', () => say(`تعذّر تشغيل الفقرة ${paragraph.index + 1}`));
    item.append(text, audio);
    return { item, audio };
  });
  list.replaceChildren(...items.map(({ item }) => item));
  reading.hidden = false;
  current = 0;
  say(`${items.length} فقرات`);
  reading.focus();
  play(0);
}

function play(index) {
  if (index < 0 || index >= items.length) return;
  items.forEach(({ audio }, other) => other !== index && audio.pause());
  current = index;
  // A browser may want a touch of the page first; the button is there for it.
  items[index].audio.play().catch(() => label('شغّل'));
  if (items[index + 1]) items[index + 1].audio.preload = 'auto';
}

function toggle() {
  const audio = items[current]?.audio;
  if (!audio) return;
  if (audio.paused) play(current);
  else audio.pause();
}

function stop() {
  items.forEach(({ audio }) => audio.pause());
}

function mark(index) {
  current = index;
  items.forEach(({ item }, other) => {
    if (other === index) item.setAttribute('aria-current', 'true');
    else item.removeAttribute('aria-current');
  });
  label('أوقف');
}

function label(text) {
  element('play').textContent = text;
}

function say(text) {
  status.textContent = text;
}

async function fillVoices() {
  const { voices } = await (await fetch('/v1/voices')).json();
  element('voice').replaceChildren(
    ...voices.map((voice) => new Option(voice.name_ar, voice.id, voice.is_default, voice.is_default)),
  );
}

/** Every word the player says, in Arabic and in English. */

export type Language = 'ar' | 'en';

const arabic = {
  code: 'ar',
  name: 'ناطق',
  tagline: 'المقالات العربية بصوت واضح',
  skip: 'إلى المحتوى',
  skipToPlayer: 'إلى المشغل',
  site: 'الموقع',
  nav: { listen: 'مقال جديد', library: 'المكتبة', settings: 'الإعدادات', help: 'مساعدة' },
  otherLanguage: 'English',
  close: 'إغلاق',
  comma: '، ',

  start: {
    title: 'استمع إلى مقال',
    intro: 'ألصق مقالا أو عنوان صفحته أو افتح ملفا، وستسمعه فقرة فقرة. يبقى النص بينك وبين هذا الخادم.',
    text: 'نص المقال أو عنوان صفحته',
    textHint: 'Ctrl مع Enter للاستماع. ويمكنك أن تسحب ملفا إلى الحقل أو تلصقه فيه.',
    listen: 'استمع',
    arrived: 'وصل إلى هنا:',
    listenShared: 'استمع إلى ما وصل',
    file: 'افتح ملفا',
    fileHint: 'يُقرأ الملف فور اختياره: نص أو صفحة ويب محفوظة أو كتاب EPUB أو مستند Word (‎.docx) أو LibreOffice (‎.odt) أو رسالة أو ترجمة فيلم.',
    samples: 'أو استمع إلى مثال',
    resume: 'أكمل الاستماع',
    empty: 'لا نص هنا بعد. ألصق نص المقال في الحقل ثم اضغط «استمع».',
    sending: 'يُقرأ المقال…',
  },

  read: {
    text: 'نص المقال',
    textHint: 'الأسهم تختار كلمة، وEnter يبدأ الاستماع منها.',
    by: (name: string) => `بقلم ${name}`,
    about: (time: string) => `مدة الاستماع نحو ${time}`,
    untitled: (words: string) => `مقال يبدأ بعبارة «${words}»`,
    opening: 'يُفتح المقال…',
    closed: 'تعذر فتح المقال',
    back: 'عد إلى موضع الصوت',
    queue: 'أضف إلى قائمة الاستماع',
    queued: 'أضيف إلى قائمة الاستماع.',
    unqueue: 'أزل من قائمة الاستماع',
    unqueued: 'أزيل من قائمة الاستماع.',
  },

  word: {
    open: 'هذه الكلمة خطأ',
    title: 'كيف تُنطق هذه الكلمة؟',
    heard: 'آخر كلمة سمعتها:',
    none: 'لم تُسمع كلمة بعد.',
    choose: 'تُنطق هكذا',
    asHeard: 'كما سمعتها',
    typedChoice: 'كما أكتبها',
    type: 'اكتبها مشكولة',
    signs: 'الحركات',
    marks: ['فتحة', 'ضمة', 'كسرة', 'سكون', 'شدة', 'تنوين فتح', 'تنوين ضم', 'تنوين كسر'],
    hearWord: 'اسمع الكلمة',
    hearSentence: 'اسمعها في جملتها',
    forMe: 'احفظها لي',
    forHouse: 'احفظها للجميع',
    nothing: 'لم تُكتب كلمة.',
    noOthers: 'لا يعرف ناطق قراءة أخرى لها؛ اكتبها مشكولة.',
    keptForMe: 'حُفظت في هذا المتصفح.',
    keptForHouse: 'حُفظت للجميع.',
  },

  review: {
    open: 'راجع الكلمات المشكوك فيها',
    title: 'مراجعة المقال',
    intro: 'كلمات قد تُقرأ خطأ، أشدها شكا أولا. اختر كلمة لتسمعها في جملتها وتصححها.',
    reading: 'يُراجع المقال…',
    found: (count: string) => `عدد الكلمات: ${count}`,
    none: 'لا كلمة مشكوكا فيها.',
    nothing: 'لا تُقرأ',
    risk: (share: string) => `احتمال الخطأ ${share}`,
  },

  player: {
    title: 'المشغل',
    article: 'المقال المفتوح',
    transport: 'التنقل في المقال',
    play: 'تشغيل',
    pause: 'إيقاف مؤقت',
    position: 'الموضع في المقال',
    positionText: (at: string, total: string) => `${at} من ${total}`,
    heading: 'عنوان',
    paragraph: 'فقرة',
    sentence: 'جملة',
    previousHeading: 'عنوان سابق',
    nextHeading: 'عنوان تال',
    previousParagraph: 'فقرة سابقة',
    nextParagraph: 'فقرة تالية',
    previousSentence: 'جملة سابقة',
    nextSentence: 'جملة تالية',
    back: (seconds: string) => `${seconds} ثانية إلى الوراء`,
    forward: (seconds: string) => `${seconds} ثانية إلى الأمام`,
    speed: 'السرعة',
    speedGroup: 'سرعة القراءة',
    slower: (speed: string) => `أبطأ، إلى ${speed}`,
    faster: (speed: string) => `أسرع، إلى ${speed}`,
    slowest: 'أبطأ سرعة',
    fastest: 'أعلى سرعة',
    times: (speed: string) => `${speed}×`,
    all: 'كل أدوات التحكم',
    left: (time: string) => `بقي ${time}`,
    share: 'شارك من هذا الموضع',
    shared: 'نُسخ العنوان',
    notShared: 'لم يسمح المتصفح بذلك',
    volume: 'شدة الصوت',
    volumeFixed: 'غيّر شدة الصوت بأزرار جهازك.',
    voice: 'صوت القارئ',
    sleep: 'مؤقت النوم',
    sleepOff: 'بلا مؤقت',
    sleepParagraph: 'عند نهاية الفقرة',
    sleepArticle: 'عند نهاية المقال',
    download: 'تنزيل الصوت',
    downloadAs: (format: string) => `تنزيل بصيغة ${format}`,
    save: 'احفظ للاستماع بلا اتصال',
    saving: 'يُحفظ المقال…',
    saved: 'محفوظ للاستماع بلا اتصال',
    savedDone: 'حُفظ المقال. يمكنك الاستماع إليه بلا اتصال.',
    retry: 'أعد المحاولة',
  },

  say: {
    paused: 'توقف مؤقت.',
    preparing: 'يُجهز الصوت…',
    ended: 'انتهى المقال.',
    next: (title: string) => `المقال التالي: ${title}`,
    asleep: 'أوقف مؤقت النوم القراءة.',
    speed: (speed: string) => `السرعة ${speed}`,
    voice: (voice: string) => `الصوت ${voice}`,
    sleep: (time: string) => `مؤقت النوم: ${time}`,
    sleepLeft: (time: string) => `يتوقف الصوت بعد ${time}`,
    paragraph: (index: string, count: string) => `الفقرة ${index} من ${count}`,
    under: (heading: string) => `تحت عنوان «${heading}»`,
    time: (at: string, total: string) => `مضى ${at} من ${total} تقريبا`,
    firstSentence: 'هذه أول جملة.',
    lastSentence: 'هذه آخر جملة.',
    firstParagraph: 'هذه أول فقرة.',
    lastParagraph: 'هذه آخر فقرة.',
    noHeading: 'لا عنوان آخر في هذا الاتجاه.',
    theme: (name: string) => `الألوان: ${name}`,
  },

  library: {
    title: 'المكتبة',
    intro: 'المقالات التي فتحتها في هذا المتصفح. لا تُحفظ القائمة على الخادم.',
    articles: 'المقالات',
    queue: 'قائمة الاستماع',
    queueIntro: 'تُقرأ هذه المقالات بالتتابع بعد المقال الحالي.',
    empty: 'لا مقالات بعد.',
    emptyLink: 'استمع إلى أول مقال',
    search: 'ابحث في العناوين',
    found: (count: string) => `عدد المقالات: ${count}`,
    playQueue: 'استمع إلى القائمة كلها',
    queueEmpty: 'القائمة فارغة. أضف مقالا من القائمة أعلاه.',
    fresh: 'لم يبدأ',
    started: (percent: string) => `سُمع منه ${percent}`,
    done: 'سُمع كله',
    offline: 'محفوظ بلا اتصال',
    length: (time: string) => `المدة ${time}`,
    enqueue: (title: string) => `أضف إلى قائمة الاستماع: ${title}`,
    enqueueShort: 'أضف إلى قائمة الاستماع',
    remove: (title: string) => `احذف: ${title}`,
    removeShort: 'احذف',
    removeOffline: (title: string) => `احذف نسخة الاستماع بلا اتصال: ${title}`,
    removeOfflineShort: 'احذف النسخة المحفوظة',
    removed: (title: string) => `حُذف «${title}».`,
    deleting: {
      title: 'أين يُحذف هذا المقال؟',
      hereHint: 'من هذا المتصفح وحده: يخرج من المكتبة وتُمحى نسخته المحفوظة، ويمكنك التراجع. يبقى على الخادم لمن عنده عنوانه.',
      here: 'احذفه من هذا المتصفح',
      serverHint: 'من الخادم أيضا: يُمحى نصه وصوته، فلا يسمعه أحد بعد ذلك بعنوانه. لا تراجع عن هذا.',
      onServer: 'احذفه من الخادم أيضا',
    },
    removedOnServer: (title: string) => `حُذف «${title}» من هذا المتصفح ومن الخادم.`,
    undo: 'تراجع عن الحذف',
    restored: (title: string) => `أعيد «${title}».`,
    up: (title: string) => `قدّم: ${title}`,
    upShort: 'قدّم',
    down: (title: string) => `أخّر: ${title}`,
    downShort: 'أخّر',
    unqueue: (title: string) => `أزل من القائمة: ${title}`,
    unqueueShort: 'أزل من القائمة',
    enqueued: (title: string) => `أضيف «${title}» إلى قائمة الاستماع.`,
    unqueued: (title: string) => `أزيل «${title}» من قائمة الاستماع.`,
  },

  settings: {
    title: 'الإعدادات',
    theme: 'الألوان',
    themes: { auto: 'كما في جهازك', light: 'فاتح', sepia: 'ورقي', dark: 'داكن', black: 'أسود', contrast: 'تباين عال' },
    size: 'حجم النص',
    spacing: 'المسافات بين الأسطر والكلمات',
    percent: (value: string) => `${value}٪`,
    spacings: { normal: 'عادية', wide: 'واسعة', wider: 'أوسع' },
    following: 'متابعة النص',
    word: 'أبرز الكلمة المنطوقة',
    sentence: 'أبرز الجملة المنطوقة',
    marks: 'لون الإبراز',
    colours: { usual: 'كما في الألوان المختارة', yellow: 'أصفر', blue: 'أزرق', line: 'خط تحت الكلام' },
    scroll: 'حرّك الصفحة مع الصوت',
    motion: 'قلل الحركة',
    language: 'لغة الواجهة',
    reading: 'القراءة',
    voice: 'صوت القارئ',
    preview: 'جرّب الصوت',
    previewText: 'هكذا أقرأ لك المقالات، كلمة كلمة.',
    structure: 'العناوين والقوائم',
    structures: { tone: 'بالنبرة والوقفات', pause: 'بالوقفات وحدها', announce: 'بكلمة قبل كل منها' },
    latin: 'الكلمات اللاتينية',
    latins: { transliterate: 'كما ينطقها العرب', spell: 'حرفا حرفا', skip: 'تُترك' },
    emoji: 'الرموز التعبيرية',
    emojis: { skip: 'تُترك', name: 'بأسمائها' },
    keys: 'الاختصارات',
    single: 'اختصارات بمفتاح واحد',
    alt: 'اختصارات مع Alt (تعمل مع قارئ الشاشة)',
    keysHint: 'الأزرار تعمل دائما بمفتاحي Tab وEnter.',
    browser: 'في هذا المتصفح',
    room: (count: string, size: string | undefined) =>
      `المقالات المحفوظة للاستماع بلا اتصال: ${count}.${size === undefined ? '' : ` المساحة المستعملة: ${size}.`}`,
    deleteKept: 'احذف المقالات المحفوظة بلا اتصال',
    deletedKept: 'حُذفت المقالات المحفوظة. بقيت في المكتبة، ويُستمع إليها مع الاتصال.',
    carry: 'لتكمل الاستماع على جهاز آخر: احفظ المكتبة في ملف هنا، ثم افتحه هناك. فيه المقالات ومواضعك منها.',
    saveLibrary: 'احفظ المكتبة في ملف',
    openLibrary: 'افتح ملف مكتبة',
    notLibrary: 'هذا ليس ملف مكتبة من ناطق.',
    libraryTaken: (count: string) => `أضيف ما في الملف إلى المكتبة. عدد مقالاته: ${count}.`,
  },

  help: {
    title: 'المساعدة',
    intro:
      'كل شيء هنا يعمل بلوحة المفاتيح. تعمل المفاتيح الآتية وحدها، ومع Alt إن كان قارئ الشاشة يأخذ المفاتيح المفردة. تُحسب بموضعها على اللوحة، فلا فرق بين الكتابة بالعربية والإنجليزية. يمكن إيقافها من «الإعدادات».',
    action: 'العمل',
    key: 'المفتاح',
    or: 'أو',
    space: 'المسافة',
    actions: {
      toggle: 'تشغيل أو إيقاف مؤقت',
      previousSentence: 'الجملة السابقة (أو إعادة الجملة بعد ٣ ثوان منها)',
      nextSentence: 'الجملة التالية',
      previousParagraph: 'الفقرة السابقة (أو إعادة الفقرة)',
      nextParagraph: 'الفقرة التالية',
      previousHeading: 'العنوان السابق',
      nextHeading: 'العنوان التالي',
      back: '١٥ ثانية إلى الوراء',
      forward: '١٥ ثانية إلى الأمام',
      slower: 'أبطأ',
      faster: 'أسرع',
      normal: 'السرعة العادية',
      where: 'أين أنا؟ (يوقف الصوت ويقول الموضع)',
      wrong: 'هذه الكلمة خطأ (يوقف الصوت ويسأل كيف تُنطق)',
      help: 'هذه المساعدة',
    },
    textTitle: 'في نص المقال',
    textHelp:
      'انقر كلمة ليبدأ الصوت منها. أو انتقل بـTab إلى نص المقال: السهمان الأيمن والأيسر يختاران كلمة، والأعلى والأسفل فقرة، وEnter يبدأ منها. مع قارئ الشاشة: Enter على فقرة يبدأ منها.',
    screenReaderTitle: 'مع قارئ الشاشة',
    screenReaderHelp:
      'لا يتكلم المشغل فوق الصوت: ما دام المقال يُقرأ لا يُعلن شيء. تعمل أيضا أزرار الوسائط على لوحة المفاتيح والسماعات وشاشة القفل.',
    bookmarkTitle: 'من صفحة مفتوحة أمامك',
    bookmarkHelp:
      'اجعل هذا الرابط علامة مرجعية في متصفحك: اسحبه إلى شريط العلامات، أو انسخه وألصقه عنوانا لعلامة جديدة. ثم افتح أي صفحة واختر العلامة، فيُرسل ما تراه فيها إلى هنا، ولو كانت وراء تسجيل دخول.',
    bookmark: 'استمع في ناطق',
    bookmarkCopy: 'انسخ العلامة',
    bookmarkCopied: 'نُسخت العلامة',
    bookmarkNotCopied: 'لم يسمح المتصفح بالنسخ',
  },

  key: {
    title: 'مفتاح الدخول',
    intro: 'هذا الخادم يطلب مفتاحا. اطلبه ممن يديره ثم اكتبه هنا؛ يُحفظ في هذا المتصفح.',
    label: 'المفتاح',
    save: 'احفظ المفتاح',
    wrong: 'لم يقبل الخادم المفتاح الذي عندك. تحقق منه واكتبه مرة أخرى.',
  },

  problems: {
    offline: 'لا اتصال بالخادم. تحقق من الشبكة ثم أعد المحاولة. المقالات المحفوظة تعمل بلا اتصال.',
    article_not_found: 'لا يوجد هذا المقال على الخادم. ألصق نصه مرة أخرى في صفحة «مقال جديد».',
    segment_not_found: 'لا توجد هذه الفقرة في المقال. افتح المقال من جديد.',
    empty_article: 'لم نجد نصا يُقرأ في ما أرسلته. ألصق نص المقال نفسه.',
    no_article_text:
      'وجدنا عنوانا بلا نص، فالصفحة يرسمها برنامج في المتصفح. افتحها في المتصفح حتى تكتمل، ثم احفظها أو انسخ نصها.',
    page_of_links: 'هذه صفحة روابط إلى مقالات، لا مقال. افتح أحد مقالاتها وأرسله.',
    not_text: 'هذا الملف ليس نصا. افتح ملفا نصيا أو صفحة ويب محفوظة.',
    not_arabic: 'لا نص عربيا في ما أرسلته، وهذه الأصوات تقرأ العربية. ألصق مقالا عربيا.',
    too_long: 'المقال أطول مما يقبله هذا الخادم. قسمه وأرسل جزءا منه.',
    busy: 'الخادم مشغول بقراءات أخرى. ستُعاد المحاولة بعد قليل من غير أن تفعل شيئا.',
    busyNow: 'الخادم مشغول بقراءات أخرى. انتظر قليلا ثم أعد المحاولة.',
    voice: 'هذا الصوت غير موجود على الخادم. اختر صوتا آخر.',
    key: 'هذا الخادم يطلب مفتاح دخول.',
    fetch_off: 'هذا الخادم لا يجلب الصفحات من عناوينها؛ هكذا اختار من يديره. افتح الصفحة في متصفحك وانسخ نصها إلى هنا، أو احفظها وافتح الملف.',
    url_refused: 'لا يجلب هذا الخادم من هذا العنوان. تحقق منه، أو افتح الصفحة في متصفحك وانسخ نصها إلى هنا.',
    host_not_public: 'لا موقع عاما بهذا العنوان. تحقق منه، أو افتح الصفحة في متصفحك وانسخ نصها إلى هنا.',
    page_not_text: 'ليس في هذا العنوان صفحة ولا نص. افتح ما فيه واحفظه، ثم افتح الملف.',
    page_too_large: 'الصفحة أكبر مما يقبله هذا الخادم. انسخ نص المقال إلى هنا.',
    fetch_failed: 'لم يسلم الموقع الصفحة. تحقق من العنوان، أو افتح الصفحة في متصفحك وانسخ نصها إلى هنا.',
    fetch_timed_out: 'لم تصل الصفحة في وقتها. أعد المحاولة، أو افتحها في متصفحك وانسخ نصها إلى هنا.',
    damaged: 'هذا الملف تالف أو ناقص. نزّله مرة أخرى أو احفظه نصا.',
    protected: 'هذا الكتاب محمي من النسخ، ولا يفتحه إلا البرنامج الذي بيع له.',
    failed: 'حدث خطأ في الخادم. أعد المحاولة، فإن تكرر فأخبر من يدير الخادم.',
    audio: 'لم يستطع المتصفح تشغيل الصوت. أعد المحاولة، أو نزّل الصوت واستمع إليه بمشغل آخر.',
    gesture: 'ينتظر المتصفح إذنك قبل أن يصدر صوتا. اضغط «تشغيل».',
    storage: 'لا مساحة تكفي لحفظ المقال في هذا المتصفح. احذف مقالا محفوظا ثم أعد المحاولة.',
  },

  embed: {
    label: 'الاستماع إلى المقال',
    listen: 'استمع إلى المقال',
    open: 'افتح في مشغل ناطق',
    nothing: 'لا نص في هذا المقال للاستماع إليه.',
  },
};

export type Texts = typeof arabic;

const english: Texts = {
  code: 'en',
  name: 'Natiq',
  tagline: 'Arabic articles, clearly spoken',
  skip: 'Skip to content',
  skipToPlayer: 'Skip to the player',
  site: 'Site',
  nav: { listen: 'New article', library: 'Library', settings: 'Settings', help: 'Help' },
  otherLanguage: 'العربية',
  close: 'Close',
  comma: ', ',

  start: {
    title: 'Listen to an article',
    intro:
      'Paste an Arabic article or the address of its page, or open a file, and hear it paragraph by paragraph. The text stays between you and this server.',
    text: 'Text of the article, or the address of its page',
    textHint: 'Ctrl with Enter to listen. A file may be dropped or pasted into the field as well.',
    listen: 'Listen',
    arrived: 'This has arrived:',
    listenShared: 'Listen to what has arrived',
    file: 'Open a file',
    fileHint:
      'A file is read as soon as it is chosen: a text, a saved web page, an EPUB book, a document of Word (.docx) or LibreOffice (.odt), a message or subtitles.',
    samples: 'Or listen to an example',
    resume: 'Go on listening',
    empty: 'There is no text yet. Paste the article into the field, then press “Listen”.',
    sending: 'Reading the article…',
  },

  read: {
    text: 'Text of the article',
    textHint: 'Arrow keys choose a word, Enter listens from there.',
    by: (name) => `By ${name}`,
    about: (time) => `About ${time} of listening`,
    untitled: (words) => `Article beginning “${words}”`,
    opening: 'Opening the article…',
    closed: 'The article could not be opened',
    back: 'Back to the voice',
    queue: 'Add to the listening queue',
    queued: 'Added to the listening queue.',
    unqueue: 'Remove from the listening queue',
    unqueued: 'Removed from the listening queue.',
  },

  word: {
    open: 'This word is wrong',
    title: 'How is this word said?',
    heard: 'The last word that was heard:',
    none: 'No word has been heard yet.',
    choose: 'It is said',
    asHeard: 'as it was heard',
    typedChoice: 'as I type it',
    type: 'Type it with its marks',
    signs: 'Marks',
    marks: ['fatha', 'damma', 'kasra', 'sukun', 'shadda', 'fathatan', 'dammatan', 'kasratan'],
    hearWord: 'Hear the word',
    hearSentence: 'Hear it in its sentence',
    forMe: 'Keep it for me',
    forHouse: 'Keep it for everybody',
    nothing: 'No word was typed.',
    noOthers: 'Natiq knows no other reading of it; type it with its marks.',
    keptForMe: 'Kept in this browser.',
    keptForHouse: 'Kept for everybody.',
  },

  review: {
    open: 'Review the doubtful words',
    title: 'Review of the article',
    intro: 'Words that may be read wrongly, the most doubtful first. Choose one to hear it in its sentence and put it right.',
    reading: 'The article is being reviewed…',
    found: (count: string) => `Words: ${count}`,
    none: 'No word is doubtful.',
    nothing: 'not spoken',
    risk: (share: string) => `likely wrong: ${share}`,
  },

  player: {
    title: 'Player',
    article: 'The open article',
    transport: 'Moving in the article',
    play: 'Play',
    pause: 'Pause',
    position: 'Position in the article',
    positionText: (at, total) => `${at} of ${total}`,
    heading: 'Heading',
    paragraph: 'Paragraph',
    sentence: 'Sentence',
    previousHeading: 'Previous heading',
    nextHeading: 'Next heading',
    previousParagraph: 'Previous paragraph',
    nextParagraph: 'Next paragraph',
    previousSentence: 'Previous sentence',
    nextSentence: 'Next sentence',
    back: (seconds) => `${seconds} seconds back`,
    forward: (seconds) => `${seconds} seconds forward`,
    speed: 'Speed',
    speedGroup: 'Reading speed',
    slower: (speed) => `Slower, to ${speed}`,
    faster: (speed) => `Faster, to ${speed}`,
    slowest: 'Slowest speed',
    fastest: 'Fastest speed',
    times: (speed) => `${speed}×`,
    all: 'All controls',
    left: (time) => `${time} left`,
    share: 'Share from this place',
    shared: 'The address was copied',
    notShared: 'The browser did not allow it',
    volume: 'Volume',
    volumeFixed: 'Change the volume with your device’s buttons.',
    voice: 'Voice',
    sleep: 'Sleep timer',
    sleepOff: 'Off',
    sleepParagraph: 'At the end of the paragraph',
    sleepArticle: 'At the end of the article',
    download: 'Download the audio',
    downloadAs: (format) => `Download as ${format}`,
    save: 'Keep for listening offline',
    saving: 'Keeping the article…',
    saved: 'Kept for listening offline',
    savedDone: 'The article is kept. You can listen to it offline.',
    retry: 'Try again',
  },

  say: {
    paused: 'Paused.',
    preparing: 'Preparing the speech…',
    ended: 'End of the article.',
    next: (title) => `Next article: ${title}`,
    asleep: 'The sleep timer has paused the reading.',
    speed: (speed) => `Speed ${speed}`,
    voice: (voice) => `Voice ${voice}`,
    sleep: (time) => `Sleep timer: ${time}`,
    sleepLeft: (time) => `the reading stops in ${time}`,
    paragraph: (index, count) => `Paragraph ${index} of ${count}`,
    under: (heading) => `under “${heading}”`,
    time: (at, total) => `${at} of about ${total}`,
    firstSentence: 'This is the first sentence.',
    lastSentence: 'This is the last sentence.',
    firstParagraph: 'This is the first paragraph.',
    lastParagraph: 'This is the last paragraph.',
    noHeading: 'No more headings in this direction.',
    theme: (name) => `Colours: ${name}`,
  },

  library: {
    title: 'Library',
    intro: 'The articles you opened in this browser. The list is not kept on the server.',
    articles: 'Articles',
    queue: 'Listening queue',
    queueIntro: 'These articles are read one after the other, after the present one.',
    empty: 'No articles yet.',
    emptyLink: 'Listen to your first article',
    search: 'Search the titles',
    found: (count) => `Articles: ${count}`,
    playQueue: 'Listen to the whole queue',
    queueEmpty: 'The queue is empty. Add an article from the list above.',
    fresh: 'Not started',
    started: (percent) => `${percent} heard`,
    done: 'Heard to the end',
    offline: 'Kept offline',
    length: (time) => `Length ${time}`,
    enqueue: (title) => `Add to the queue: ${title}`,
    enqueueShort: 'Add to the queue',
    remove: (title) => `Delete: ${title}`,
    removeShort: 'Delete',
    removeOffline: (title) => `Delete the offline copy: ${title}`,
    removeOfflineShort: 'Delete the offline copy',
    removed: (title) => `Deleted “${title}”.`,
    deleting: {
      title: 'Where is this article to be deleted?',
      hereHint:
        'In this browser alone: it leaves the library, its kept copy is erased, and you can undo it. It stays on the server, for whoever has its address.',
      here: 'Delete it in this browser',
      serverHint:
        'On the server too: its text and its audio are erased, and nobody hears it by its address any more. This cannot be undone.',
      onServer: 'Delete it on the server too',
    },
    removedOnServer: (title) => `Deleted “${title}” in this browser and on the server.`,
    undo: 'Undo the deletion',
    restored: (title) => `Brought back “${title}”.`,
    up: (title) => `Move up: ${title}`,
    upShort: 'Move up',
    down: (title) => `Move down: ${title}`,
    downShort: 'Move down',
    unqueue: (title) => `Remove from the queue: ${title}`,
    unqueueShort: 'Remove from the queue',
    enqueued: (title) => `Added “${title}” to the listening queue.`,
    unqueued: (title) => `Removed “${title}” from the listening queue.`,
  },

  settings: {
    title: 'Settings',
    theme: 'Colours',
    themes: {
      auto: 'As on your device',
      light: 'Light',
      sepia: 'Sepia',
      dark: 'Dark',
      black: 'Black',
      contrast: 'High contrast',
    },
    size: 'Text size',
    spacing: 'Space between lines and words',
    percent: (value) => `${value}%`,
    spacings: { normal: 'Normal', wide: 'Wide', wider: 'Wider' },
    following: 'Following the text',
    word: 'Mark the spoken word',
    sentence: 'Mark the spoken sentence',
    marks: 'Colour of the marks',
    colours: { usual: 'As the chosen colours', yellow: 'Yellow', blue: 'Blue', line: 'A line under the words' },
    scroll: 'Scroll the page with the voice',
    motion: 'Reduce motion',
    language: 'Language of these pages',
    reading: 'Reading',
    voice: 'Voice',
    preview: 'Try the voice',
    previewText: 'هكذا أقرأ لك المقالات، كلمة كلمة.',
    structure: 'Headings and lists',
    structures: { tone: 'By tone and pauses', pause: 'By pauses alone', announce: 'By a word before each' },
    latin: 'Latin words',
    latins: { transliterate: 'As Arabs say them', spell: 'Letter by letter', skip: 'Left out' },
    emoji: 'Emoji',
    emojis: { skip: 'Left out', name: 'By their names' },
    keys: 'Shortcuts',
    single: 'Single-key shortcuts',
    alt: 'Shortcuts with Alt (they work with a screen reader)',
    keysHint: 'The buttons always work with Tab and Enter.',
    browser: 'In this browser',
    room: (count, size) =>
      `Articles kept for listening offline: ${count}.${size === undefined ? '' : ` Room taken: ${size}.`}`,
    deleteKept: 'Delete the articles kept offline',
    deletedKept: 'The kept articles were deleted. They stay in the library, to be heard with a connection.',
    carry: 'To go on listening on another device: save the library to a file here, and open it there. It has the articles and your places in them.',
    saveLibrary: 'Save the library to a file',
    openLibrary: 'Open a library file',
    notLibrary: 'This is not a library file of Natiq.',
    libraryTaken: (count) => `What is in the file was added to the library. Its articles: ${count}.`,
  },

  help: {
    title: 'Help',
    intro:
      'Everything here works from the keyboard. The keys below work alone, and together with Alt where a screen reader takes single keys. They go by their place on the keyboard, whether it writes Arabic or English. They can be turned off in “Settings”.',
    action: 'Action',
    key: 'Key',
    or: 'or',
    space: 'Space',
    actions: {
      toggle: 'Play or pause',
      previousSentence: 'Previous sentence (or the sentence again, when 3 seconds into it)',
      nextSentence: 'Next sentence',
      previousParagraph: 'Previous paragraph (or the paragraph again)',
      nextParagraph: 'Next paragraph',
      previousHeading: 'Previous heading',
      nextHeading: 'Next heading',
      back: '15 seconds back',
      forward: '15 seconds forward',
      slower: 'Slower',
      faster: 'Faster',
      normal: 'Normal speed',
      where: 'Where am I? (pauses and says the position)',
      wrong: 'This word is wrong (pauses and asks how it is said)',
      help: 'This help',
    },
    textTitle: 'In the text of the article',
    textHelp:
      'Click a word to listen from there. Or go to the text with Tab: the left and right arrows choose a word, up and down a paragraph, and Enter listens from it. With a screen reader, Enter on a paragraph listens from it.',
    screenReaderTitle: 'With a screen reader',
    screenReaderHelp:
      'The player never talks over the voice: while the article is read, nothing is announced. The media keys of keyboards, headsets and the lock screen work too.',
    bookmarkTitle: 'From a page that is open',
    bookmarkHelp:
      'Make this link a bookmark: drag it to the bookmarks bar, or copy it and paste it as the address of a new bookmark. Then open any page and choose the bookmark: what you see is handed over to here, from behind a login too.',
    bookmark: 'Listen in Natiq',
    bookmarkCopy: 'Copy the bookmark',
    bookmarkCopied: 'The bookmark is copied',
    bookmarkNotCopied: 'The browser did not allow copying',
  },

  key: {
    title: 'Access key',
    intro: 'This server asks for a key. Ask whoever runs it, then type it here; it is kept in this browser.',
    label: 'Key',
    save: 'Keep the key',
    wrong: 'The server did not accept the key you have. Check it and type it again.',
  },

  problems: {
    offline: 'The server cannot be reached. Check the network, then try again. Articles kept offline still work.',
    article_not_found: 'This article is not on the server. Paste its text again under “New article”.',
    segment_not_found: 'This paragraph is not in the article. Open the article again.',
    empty_article: 'Nothing readable was found in what you sent. Paste the text of the article itself.',
    no_article_text:
      'There is a headline and no text: the page is drawn by a script. Open it in a browser, then save it or copy its text once it has loaded.',
    page_of_links: 'This is a page of links to articles, not an article. Open one of them and send that.',
    not_text: 'This file is not text. Open a text file or a saved web page.',
    not_arabic: 'There is no Arabic in what you sent, and these voices read Arabic. Paste an Arabic article.',
    too_long: 'The article is longer than this server takes. Send it in parts.',
    busy: 'The server is busy with other readings. It will be tried again in a moment; you need do nothing.',
    busyNow: 'The server is busy with other readings. Wait a moment, then try again.',
    voice: 'The server does not have this voice. Choose another.',
    key: 'This server asks for an access key.',
    fetch_off:
      'This server does not fetch pages by their addresses; whoever runs it chose so. Open the page in your browser and paste its text here, or save it and open the file.',
    url_refused:
      'This server does not fetch from this address. Check it, or open the page in your browser and paste its text here.',
    host_not_public:
      'No public site is at this address. Check it, or open the page in your browser and paste its text here.',
    page_not_text: 'There is no page and no text at this address. Open what is there and save it, then open the file.',
    page_too_large: 'The page is larger than this server takes. Paste the text of the article here.',
    fetch_failed:
      'The site did not hand over the page. Check the address, or open the page in your browser and paste its text here.',
    fetch_timed_out:
      'The page did not come in time. Try again, or open it in your browser and paste its text here.',
    damaged: 'This file is damaged or cut off. Download it again, or save it as text.',
    protected: 'This book is protected against copying; only the program it was sold for can open it.',
    failed: 'Something failed on the server. Try again; if it goes on, tell whoever runs the server.',
    audio: 'The browser could not play the audio. Try again, or download it and listen with another player.',
    gesture: 'The browser waits for your permission before it makes sound. Press “Play”.',
    storage: 'There is not enough room in this browser to keep the article. Delete a kept article, then try again.',
  },

  embed: {
    label: 'Listen to the article',
    listen: 'Listen to the article',
    open: 'Open in the Natiq player',
    nothing: 'There is no text in this article to listen to.',
  },
};

export function textsFor(language: Language): Texts {
  return language === 'ar' ? arabic : english;
}

/** Writes numbers and times as the language does. */
export class Numbers {
  readonly #numbers: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #two: Intl.NumberFormat;
  readonly #megabytes: Intl.NumberFormat;
  readonly #list: Intl.ListFormat;
  readonly #units: Record<'hour' | 'minute' | 'second', Intl.NumberFormat>;

  constructor(language: Language) {
    const locale = language === 'ar' ? 'ar-u-nu-arab' : 'en';
    const unit = (unit: string) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
    this.#numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
    this.#percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
    this.#two = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2, useGrouping: false });
    this.#megabytes = unit('megabyte');
    this.#list = new Intl.ListFormat(locale);
    this.#units = { hour: unit('hour'), minute: unit('minute'), second: unit('second') };
  }

  number(value: number): string {
    return this.#numbers.format(value);
  }

  megabytes(bytes: number): string {
    return this.#megabytes.format(bytes < 1e7 ? Math.ceil(bytes / 1e5) / 10 : Math.round(bytes / 1e6));
  }

  percent(share: number): string {
    return this.#percent.format(share);
  }

  /** `2:05`, for the eye. */
  clock(seconds: number): string {
    const whole = Math.max(0, Math.floor(seconds));
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const tail = this.#two.format(rest);
    return hours > 0 ? `${this.number(hours)}:${this.#two.format(minutes)}:${tail}` : `${this.number(minutes)}:${tail}`;
  }

  /** `2 minutes`, for a length that is not known to the second. */
  roughly(seconds: number): string {
    const step = seconds < 100 ? 10 : 60;
    return this.words(Math.max(step, Math.round(seconds / step) * step));
  }

  /** `2 minutes 5 seconds`, for the ear. */
  words(seconds: number): string {
    const whole = Math.max(0, Math.round(seconds));
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const parts: string[] = [];
    if (hours > 0) parts.push(this.#units.hour.format(hours));
    if (minutes > 0) parts.push(this.#units.minute.format(minutes));
    // Past an hour nobody needs the seconds.
    if ((rest > 0 && hours === 0) || parts.length === 0) parts.push(this.#units.second.format(rest));
    return this.#list.format(parts);
  }
}

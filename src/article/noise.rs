//! What Arabic sites print around articles: the phrases and the shapes, for pages and for pasted text alike.
//!
//! A phrase is matched against a whole block, never inside running text, and only in blocks as short as furniture is:
//! an article *about* cookies or subscriptions keeps its sentences. Phrases are written folded, as [`fold`] folds a
//! block: without marks and punctuation, `ا` for أ إ آ, `ه` for ة, `ي` for ى; sites spell them in every way there is.
//!
//! The tables are kept from rustfmt, which would give each word a line of its own.

/// A part of a page that a line such as `مواضيع ذات صلة` or `التعليقات` opens, and that goes on after that line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Links to other articles.
    Related,
    /// What readers wrote.
    Comments,
    /// Tags, subscription notices, sign-in forms: what follows an article and never returns to it.
    Closing,
}

/// Blocks that are furniture if this is all they say.
#[rustfmt::skip]
const WHOLE: &[&str] = &[
    // Navigation.
    "الرئيسيه", "الصفحه الرئيسيه", "القائمه", "القائمه الرئيسيه", "بحث", "ابحث", "البحث", "ابحث هنا", "ابحث في الموقع",
    "تخطي الي المحتوي", "تخط الي المحتوي", "انتقل الي المحتوي", "الانتقال الي المحتوي", "تجاوز الي المحتوي",
    "اذهب الي المحتوي", "تخطي للمحتوي", "التخطي الي المحتوي", "الي الاعلي", "اعلي الصفحه", "العوده للاعلي",
    "العوده الي الاعلي", "السابق", "التالي", "المقال السابق", "المقال التالي",
    "الخبر السابق", "الخبر التالي", "الموضوع السابق", "الموضوع التالي", "التالي السابق", "السابق التالي",
    "الصفحه التاليه", "الصفحه السابقه", "الصوره التاليه", "الصوره السابقه", "المزيد", "عرض المزيد", "تحميل المزيد",
    "اقرا المزيد", "قراءه المزيد", "شاهد المزيد", "للمزيد", "مزيد", "عرض الكل", "مشاهده الكل", "اعرف المزيد",
    "اكمل القراءه", "تابع القراءه", "متابعه القراءه", "اقرا الخبر كاملا", "اقرا المقال كاملا", "التفاصيل",
    "تفاصيل اكثر داخل الخبر", "التفاصيل داخل الخبر", "اقرا التفاصيل", "للتفاصيل", "التفاصيل كامله", "شاهد التفاصيل",
    "عرض اقل", "اخف", "اغلاق", "اغلق", "موافق", "حسنا", "الغاء", "ارسال", "ارسل", "اتصل بنا", "من نحن",
    "سياسه الخصوصيه", "شروط الاستخدام", "الشروط والاحكام", "خريطه الموقع", "اعلن معنا", "هيئه التحرير",
    "جاري التحميل", "جار التحميل", "الرجاء الانتظار", "يرجي الانتظار", "المحتويات", "جدول المحتويات", "اظهر", "اخفاء",
    "محتويات المقال", "في هذا المقال", "القائمه الجانبيه", "النسخه الكامله", "نسخه الموبايل", "ملخص صوتي",
    // Advertising.
    "اعلان", "اعلانات", "اعلان ممول", "محتوي ممول", "اعلانات مبوبه", "مساحه اعلانيه", "اعلان مدفوع", "برعايه",
    "الاعلان", "تابع القراءه بعد الاعلان", "القصه تستمر بعد الاعلان", "يستمر المقال بعد الاعلان", "مواد مموله",
    "advertisement", "advertisements", "ad", "ads", "sponsored", "sponsored content", "promoted", "loading",
    // Sharing, printing, type size.
    "شارك", "شارك المقال", "شارك الخبر", "شارك الموضوع", "شارك هذا المقال", "شارك هذا الخبر", "شارك القصه", "مشاركه",
    "مشاركه المقال", "مشاركه الخبر", "شاركها", "شاركنا", "غرد", "تغريد", "اعجبني", "احفظ", "حفظ",
    "نسخ الرابط", "انسخ الرابط", "تم نسخ الرابط", "تم النسخ", "رابط مختصر", "الرابط المختصر", "طباعه", "اطبع",
    "نسخه للطباعه", "ارسل الي صديق", "ارسل لصديق", "ارسال الي صديق", "بريد", "بريد الكتروني", "البريد الالكتروني",
    "حجم الخط", "تكبير الخط", "تصغير الخط", "تكبير الخط تصغير الخط", "الخط", "استمع", "استمع للمقال", "استمع للخبر",
    "استمع الي المقال", "استماع", "الوضع الليلي", "الوضع الداكن", "share", "tweet", "print", "copy link", "email",
    "share this", "follow us", "facebook", "twitter", "whatsapp", "telegram", "link copied", "read more", "pdf",
    "اضف الي المفضله", "اضف للمفضله", "المشاركه عبر البريد", "skip to content", "skip to main content", "back to top", "menu", "search", "home",
    "leave a comment", "leave a reply", "subscribe", "log in", "sign in", "follow", "comments", "next", "previous", "close", "قيم المقال", "قيم هذا المقال", "قيم الموضوع", "ابلاغ", "بلغ عن خطا", "تنبيه عن خطا",
    // Breaking-news bars, labels of sections.
    "عاجل", "خبر عاجل", "اخر الاخبار", "احدث الاخبار", "شريط الاخبار", "الاخبار العاجله", "مباشر", "بث مباشر",
    "البث المباشر", "الاكثر تفاعلا",
    // Around the paywall.
    "مقال مؤرشف", "مقال مورشف", "مقال حصري", "للمشتركين فقط", "محتوي للمشتركين", "محتوي حصري", "خاص بالمشتركين",
    "تسجيل الدخول", "سجل الدخول", "دخول", "انشاء حساب", "انشئ حسابا", "حساب جديد", "حسابي", "اشترك",
    "اشترك الان", "اشتراك", "الاشتراك", "باقات الاشتراك", "باقه الاشتراكات", "باقات الاشتراكات", "باقه الاشتراك",
    "تسجيل الدخول باقه الاشتراكات", "تسجيل الدخول باقات الاشتراك", "تسجيل الدخول اشتراك", "خطط الاشتراك",
    "اسم المستخدم", "كلمه المرور", "كلمه السر", "نسيت كلمه المرور", "نسيت كلمه السر", "تذكرني",
    "تسجيل الدخول انشاء حساب", "لديك حساب", "هل لديك حساب", "ليس لديك حساب", "مشترك بالفعل",
    // Labels of pictures and of sources.
    "صوره", "صور", "صوره من الارشيف", "صوره ارشيفيه", "صوره توضيحيه", "صوره تعبيريه", "صوره توضيحيه من الارشيف",
    "صوره من ارشيف", "ارشيف", "ارشيفيه", "من الارشيف", "الصوره من الارشيف", "صوره تعبيريه من الارشيف", "فيديو",
    "صوره ارشيفيه توضيحيه", "البوم صور", "معرض الصور", "كاريكاتير", "شاهد الفيديو", "مشاهده الفيديو", "الصوره ارشيفيه",
    "image", "photo", "video", "getty images", "getty", "afp", "reuters", "ap", "istock", "shutterstock",
    "رويترز", "اف ب", "الفرنسيه", "اسوشيتد برس", "الاناضول", "غيتي", "جيتي", "غيتي ايميجز", "مواقع التواصل",
    // Wiki.
    "معلومات عامه", "من ويكيبيديا الموسوعه الحره", "من ويكيبيديا", "الموسوعه الحره", "عدل", "عدل المصدر", "تعديل", "مواضيع متعلقه",
    // Ends.
    "رد مع اقتباس", "رد باقتباس", "الرد مع اقتباس", "اقتباس", "تعليق", "تعليقات", "لا تعليقات", "لا توجد تعليقات", "لا يوجد تعليقات", "اضف تعليقا", "اضف تعليق", "اترك تعليقا",
    "اكتب تعليقا", "اكتب تعليقك", "اضف تعليقك", "رد", "الغاء الرد", "كن اول من يعلق", "تابعنا", "تابعونا",
    "وسوم", "الوسوم", "كلمات دلاليه", "الكلمات الدلاليه", "كلمات مفتاحيه", "تاغز", "تاقات", "tags", "تصنيفات", "التصنيفات",
    "المصدر وكالات", "المصدر", "المصادر وكالات", "وكالات", "المصدر مواقع", "المصدر خاص", "عدد القراءات",
    "عدد المشاهدات", "كافه الحقوق محفوظه", "جميع الحقوق محفوظه", "حقوق النشر محفوظه",
];

/// Labels that no sentence begins with: what follows them, a headline mostly, is furniture too.
///
/// A block that ends with a full stop is spared unless a colon follows the label: `شاهد أيضا` may also be a verb.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    // Links to other articles, with their headlines.
    "اقرا ايضا", "اقرا كذلك", "اقرا المزيد", "وايضا اقرا", "اقراي ايضا", "اقرؤوا ايضا", "اقراوا ايضا", "طالع ايضا",
    "طالع المزيد", "طالع كذلك", "شاهد ايضا", "شاهد كذلك", "شاهد المزيد", "انظر ايضا", "راجع ايضا", "لمطالعه المزيد",
    "قد يهمك", "قد يعجبك", "ربما يهمك", "ربما يعجبك", "قد تهمك", "قد يهمكم", "مواضيع ذات صله", "موضوع ذو صله",
    "موضوعات ذات صله", "مقالات ذات صله", "مقال ذو صله", "اخبار ذات صله", "خبر ذو صله", "روابط ذات صله", "تابع ايضا",
    "مواضيع متعلقه", "موضوعات متعلقه", "مقالات متعلقه", "اخبار متعلقه", "مواضيع مشابهه", "مقالات مشابهه",
    "اخبار مشابهه", "مواضيع مرتبطه", "اقرا التالي", "المقال التالي", "المقال السابق", "الخبر التالي", "الخبر السابق",
    "الموضوع التالي", "الموضوع السابق", "ننصحك بقراءه", "ننصح بقراءه", "نرشح لك", "نوصي بقراءه", "لمزيد من الاخبار",
    "لقراءه المزيد", "للاطلاع علي المزيد", "للمزيد من", "للمزيد حول", "للمزيد عن", "لمزيد من التفاصيل", "لمزيد من المعلومات", "قصص مقترحه", "اخترنا لك", "اخترنا لكم", "لا تفوت قراءه", "لا يفوتك",
    "اقرا في الموقع", "اقرا علي الموقع", "وفي هذا السياق اقرا", "من اعمالنا", "read also", "see also", "related articles",
    // Tags, reading times, credits.
    "كلمات دلاليه", "الكلمات الدلاليه", "كلمات مفتاحيه", "الكلمات المفتاحيه", "مده القراءه", "وقت القراءه", "زمن القراءه",
    "مصدر الصوره", "حقوق الصوره", "صوره توضيحيه", "صوره ارشيفيه", "صوره تعبيريه", "صوره من الارشيف", "تعليق الصوره",
    "التعليق علي الصوره", "صدر الصوره", "image source", "image caption", "photo by", "photo credit", "getty images",
    "حجم الخط", "تخطي البودكاست", "نهايه البودكاست", "تخطي قصص", "نهايه قصص", "انت هنا", "انت الان في", "رقم المشاركه",
    "تاريخ النشر", "تاريخ التحديث", "تاريخ الاضافه", "تاريخ اخر تعديل", "last updated", "last update", "posted on",
];

/// Labels that are common words too: furniture only with a colon, stroke or bar after them.
#[rustfmt::skip]
const COLON_LABELS: &[&str] = &[
    "وسوم", "الوسوم", "وسم", "تصنيف", "التصنيف", "تصنيفات", "التصنيفات", "القسم", "الاقسام", "اقسام", "tags", "هاشتاغ",
    "المصدر", "المصادر", "مصدر الخبر", "مصدر", "تصوير", "عدسه", "الصوره", "صوره", "الصور", "مصدر الفيديو", "اخر تحديث",
    "اخر تعديل", "تحديث", "نشر", "نشر في", "نشر بتاريخ", "نشر يوم", "تم النشر", "تم التحديث", "اضيف في", "كتب في", "المشاهدات",
    "القراءات", "الزيارات", "عدد المشاهدات", "عدد القراءات", "عدد الزيارات", "التعليقات", "التقييم", "متوسط التقييم", "مختارات",
    "ذات صله", "الاكثر قراءه", "الاكثر مشاهده", "الاكثر تداولا", "الاكثر شيوعا", "الاكثر تعليقا", "المزيد", "المزيد عن",
    "المزيد في", "المزيد من الاخبار", "شارك", "شارك الخبر", "شارك المقال", "شارك الموضوع", "مشاركه", "تابعنا", "تابعونا",
    "شاهد", "بالفيديو شاهد", "اقرا", "طالع", "موضوع ذات صله", "رابط مختصر", "الرابط المختصر", "رابط المقال", "credit",
    "photo", "source", "related", "updated", "published", "عاجل", "مواعيد العرض علي موقعنا", "رابط الخبر", "لينك مختصر",
];

/// Words to the reader about the site, not the subject: furniture if a block begins so and is no longer than
/// [`LONGEST_NOTICE`].
#[rustfmt::skip]
const NOTICES: &[&str] = &[
    // Sharing and following.
    "شارك علي فيسبوك", "شارك علي تويتر", "شارك علي واتساب", "شارك عبر البريد", "شارك هذا المقال", "شارك هذا الخبر",
    "شارك المقال", "شارك الخبر", "شارك القصه", "مشاركه المقال", "مشاركه الخبر", "انشر علي", "ارسل الي صديق", "ارسل لصديق",
    "تابعنا علي", "تابعنا عبر", "تابعونا علي", "تابعونا عبر", "تابعوا صفحتنا", "تابع صفحتنا", "تابع قناتنا", "تابعوا قناتنا",
    "تابعوا حسابنا", "انضم الي قناتنا", "انضموا الي قناتنا", "انضم الينا علي", "انضم لقناتنا", "اشترك في قناتنا",
    "اشتركوا في قناتنا", "اشترك في قناه", "لمتابعه اخر الاخبار", "لمتابعه احدث الاخبار", "لمتابعه كل جديد", "تابع اخر الاخبار",
    "تابعوا اخر الاخبار", "تابعوا اخر", "تابعوا كل جديد", "تابع كل جديد", "follow us on", "subscribe", "sign up for", "click here",
    // Newsletter, application, sign-in, subscription.
    "اشترك في نشر", "اشترك في النشره", "اشتركوا في نشر", "اشتركوا في النشره", "اشترك بنشر", "اشترك بالنشره", "اشترك الان",
    "اشترك معنا", "اشترك لتصلك", "اشترك ليصلك", "اشترك للحصول", "اشترك مجانا", "اشترك في خدمه", "اشترك لقراءه",
    "اشترك لمتابعه", "سجل في نشر", "سجل في النشره", "سجل بريدك", "ادخل بريدك", "اكتب بريدك", "ضع بريدك", "احصل علي النشره",
    "احصل علي اخر الاخبار", "احصل علي اهم الاخبار", "القائمه البريديه", "النشره البريديه",
    "حمل تطبيق", "حملوا تطبيق", "حمل التطبيق", "نزل تطبيقنا", "نزل التطبيق", "تحميل تطبيقنا", "تطبيقنا علي", "احصل علي التطبيق",
    "متوفر علي app", "متاح علي google", "فعل الاشعارات", "تفعيل الاشعارات", "سجل الدخول", "سجل دخولك", "تسجيل الدخول",
    "قم بتسجيل الدخول", "يرجي تسجيل الدخول", "الرجاء تسجيل الدخول", "يجب تسجيل الدخول", "يجب ان تسجل الدخول",
    "سجل حسابا", "سجل مجانا", "انشئ حسابا", "انشئ حسابك", "انشاء حساب", "هذا المقال مؤرشف", "هذا المقال مورشف",
    "هذا المقال من الارشيف", "هذا المقال للمشتركين", "هذا المقال حصري", "هذا المقال متاح", "هذا المقال مخصص للمشتركين",
    "هذا المحتوي للمشتركين", "هذا المحتوي حصري", "هذا المحتوي متاح", "هذا المحتوي مخصص", "هذا الموضوع مؤرشف",
    "هذا الخبر مؤرشف", "هذا الخبر من الارشيف", "المقال متاح للمشتركين", "المقال كاملا للمشتركين", "بقيه المقال للمشتركين",
    "لقد وصلت الي الحد", "لقد استنفدت", "تبقي لك", "بقي لك", "لديك مقال", "قرات مقالاتك", "استمر في القراءه", "اكمل قراءه",
    "لاكمال القراءه", "لاكمال قراءه", "لمتابعه القراءه", "لمواصله القراءه", "لمتابعه قراءه", "لمواصله قراءه",
    "لقراءه المقال كاملا", "لقراءه الخبر كاملا", "لقراءه بقيه", "باقات الاشتراك", "باقه الاشتراك", "باقات الاشتراكات",
    "مشترك بالفعل", "هل انت مشترك", "ليس لديك حساب", "هل لديك حساب", "لديك حساب", "نسيت كلمه المرور", "نسيت كلمه السر",
    "للاستمرار في القراءه", "للاستمرار في قراءه", "جرب مجانا", "انت تقرا مقالا مجانيا", "للاطلاع علي المقال كاملا", "للاطلاع علي بقيه",
    // Cookies.
    "نستخدم ملفات تعريف", "نحن نستخدم ملفات", "يستخدم هذا الموقع ملفات", "يستخدم موقعنا ملفات", "هذا الموقع يستخدم ملفات",
    "موقعنا يستخدم ملفات", "نستخدم الكوكيز", "نحن نستخدم الكوكيز", "نستعمل ملفات", "بمواصله التصفح", "بالاستمرار في التصفح",
    "باستمرارك في", "باستخدامك للموقع", "باستخدامك لهذا الموقع", "نحن وشركاؤنا", "نحن نهتم بخصوصيتك", "خصوصيتك تهمنا",
    "قبول ملفات تعريف", "ملفات تعريف الارتباط تساعدنا", "we use cookies", "this site uses cookies", "this website uses cookies",
    // Comments and ratings.
    "اضف تعليق", "اترك تعليق", "اكتب تعليق", "اترك ردا", "اترك رد", "شاركنا رايك", "شاركنا برايك", "شاركونا رايكم",
    "شاركونا برايكم", "شارك برايك", "كن اول من يعلق", "كن اول من يكتب", "لن يتم نشر عنوان بريدك", "الحقول الالزاميه",
    "التعليقات المنشوره لا", "التعليقات لا تعبر", "الاراء الوارده", "هذه التعليقات لا", "لا توجد تعليقات", "لا يوجد تعليق",
    "للتعليق يجب", "يجب ان تكون مسجلا", "يجب ان تسجل دخولك", "قيم هذا المقال", "قيم المقال", "هل كان هذا المقال مفيدا",
    "هل اعجبك المقال", "هل اعجبك هذا المقال", "هل وجدت خطا", "ابلغ عن خطا", "بلغ عن خطا", "ارسل تصحيح",
    "الاعضاء الذين يشاهدون", "الاعضاء الذين قراوا", "الذين يشاهدون محتوي", "لا تستطيع اضافه مواضيع", "المواضيع المتشابهه",
    "تعليمات المشاركه", "لا يمكنك اضافه",
    // Copyright and makers.
    "جميع الحقوق", "كافه الحقوق", "كل الحقوق محفوظه", "حقوق النشر محفوظه", "حقوق الطبع", "copyright", "all rights reserved",
    "powered by", "تصميم وبرمجه", "تصميم وتطوير", "برمجه وتصميم", "مدعوم من", "النصوص منشوره برخصه", "تخضع النصوص",
    "تم اخر تعديل لهذه", "اخر تعديل لهذه الصفحه", "عدلت هذه الصفحه",
    // Players and the like.
    "متصفحك لا يدعم", "المتصفح لا يدعم", "عذرا متصفحك", "يرجي تفعيل javascript", "لم يتم العثور علي مشغل", "هذا الفيديو غير متاح",
    "لا يدعم متصفحك", "استمع الي هذا المقال", "استمع الي المقال", "استمع للمقال", "تحميل المقال بصيغه", "للاعلان علي موقعنا",
    "للاعلان في موقعنا", "لاعلاناتكم", "اعلن معنا", "لنقل محتوي", "يستمر المقال بعد", "القصه تستمر بعد",
];

/// Blocks that are furniture wherever this stands in them, if they are no longer than [`LONGEST_NOTICE`].
#[rustfmt::skip]
const HOLDS: &[&str] = &[
    "فانك توافق علي سياسه", "فانت توافق علي سياسه", "فانك توافق علي استخدام", "نستخدم ملفات تعريف الارتباط",
    "بمواصله التصفح فانك", "سياسه الخصوصيه وشروط", "سياسه الخصوصيه شروط", "جميع الحقوق محفوظه", "كافه الحقوق محفوظه",
    "حقوق النشر محفوظه", "يتوجب عليك الاشتراك", "يرجي الاشتراك او", "الاشتراك او تسجيل الدخول", "لمتابعه القراءه سجل",
    "انشئ حسابا جديدا", "انشاء حساب جديد لمتابعه", "لتتمكن من الاطلاع علي المقالات", "علي المقالات المؤرشفه",
    "اشترك لمواصله القراءه", "اشترك لمتابعه القراءه", "اشتراكك يدعم", "اشترك في نشرتنا", "الي نشرتنا البريديه",
    "في نشرتنا البريديه", "حمل تطبيقنا", "حملوا تطبيقنا", "تابعنا علي فيسبوك", "تابعنا علي تويتر", "تابعونا علي فيسبوك",
    "تابعونا علي تويتر", "تابعنا علي google", "تابعونا علي google", "لا تعبر بالضروره عن راي", "لا يعبر بالضروره عن راي",
    "تعبر عن راي اصحابها فقط", "تعبر عن راي كاتبها ولا", "يرجي تفعيل javascript", "عنوان بريدك الالكتروني لن",
    "لن يتم نشر عنوان بريدك", "اضغط هنا للاشتراك", "اضغط هنا لمتابعه", "اضغط هنا لقراءه", "ادعم الصحافه المستقله",
    "يمكنك الغاء الاشتراك", "الرجاء ادخال بريد", "النصوص منشوره برخصه المشاع", "شروط الاستخدام من نحن",
];

/// Words that name places to share on and what one does there; a block of nothing else is a row of share buttons.
#[rustfmt::skip]
const SHARING: &[&str] = &[
    "شارك", "شاركها", "مشاركه", "المشاركه", "انشر", "نشر", "ارسل", "ارسال", "علي", "عبر", "في", "الي", "مع", "او", "و", "هذا",
    "المقال", "الخبر", "الموضوع", "القصه", "صفحتنا", "صديق", "لصديق", "فيسبوك", "فايسبوك", "الفيسبوك", "فيس", "بوك",
    "تويتر", "التويتر", "اكس", "منصه", "واتساب", "واتس", "اب", "الواتساب", "تيليغرام", "تليغرام", "تلغرام",
    "تيليجرام", "تليجرام", "تلجرام", "تيلغرام", "انستغرام", "انستجرام", "انستقرام", "اينستاغرام", "لينكدان", "لينكد",
    "لينكدين", "لنكدان", "ان", "بينترست", "بنترست", "بينتيريست", "سناب", "شات", "سنابشات", "يوتيوب", "تيك", "توك",
    "تيكتوك", "ريديت", "تمبلر", "ماسنجر", "مسنجر", "فايبر", "فيبر", "سكايب", "لاين", "بريد", "البريد", "الكتروني",
    "الالكتروني", "ايميل", "نسخ", "انسخ", "الرابط", "رابط", "طباعه", "اطبع", "حفظ", "احفظ", "pdf", "rss", "غرد", "تغريد",
    "اعجاب", "اعجبني", "facebook", "twitter", "x", "whatsapp", "telegram", "linkedin", "pinterest", "reddit", "tumblr",
    "instagram", "youtube", "tiktok", "snapchat", "messenger", "viber", "skype", "email", "e", "mail", "print", "copy",
    "link", "share", "tweet", "like", "on", "via", "threads", "ثريدز", "مشاركات", "متابعه", "تابعنا", "بلوسكاي", "google", "plus",
    "pocket", "flipboard", "vk", "line", "مواقع", "مواقع", "منصات", "شبكات", "التواصل", "الاجتماعي",
];

/// Words of a line that says when something was printed.
#[rustfmt::skip]
const WHEN: &[&str] = &[
    "الاحد", "الاثنين", "الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعه", "السبت", "يناير", "فبراير", "مارس",
    "ابريل", "مايو", "يونيو", "يوليو", "اغسطس", "سبتمبر", "اكتوبر", "نوفمبر", "ديسمبر", "كانون", "الثاني", "شباط", "اذار",
    "نيسان", "ايار", "حزيران", "تموز", "اب", "ايلول", "تشرين", "الاول", "جانفي", "فيفري", "افريل", "ماي", "جوان",
    "جويليه", "اوت", "يوليوز", "غشت", "شتنبر", "نونبر", "دجنبر", "محرم", "صفر", "ربيع", "الاخر", "جمادي", "الاولي",
    "الاخره", "رجب", "شعبان", "رمضان", "شوال", "ذو", "ذي", "القعده", "الحجه", "ه", "م", "ص", "صباحا", "مساء", "ظهرا",
    "الساعه", "علي", "في", "يوم", "بتاريخ", "تاريخ", "بتوقيت", "توقيت", "غرينتش", "غرينيتش", "جرينتش", "gmt", "utc", "am",
    "pm", "مكه", "المكرمه", "محلي", "المحلي",
    "نشر", "النشر", "نشرت", "تم", "اخر", "تحديث", "التحديث", "حدث", "تعديل", "منذ", "قبل", "دقيقه", "دقائق", "دقيقتين",
    "ساعه", "ساعات", "ساعتين", "ايام", "يومين", "اسبوع", "اسبوعين", "اسابيع", "شهر", "شهرين", "اشهر", "سنه", "سنوات",
    "عام", "اعوام", "الان", "اليوم", "امس", "الموافق", "ل", "من", "و", "قراءه", "للقراءه", "january", "february",
    "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar",
    "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "t", "z", "اضيف", "الخبر", "المقال", "ايلول", "اضيفت", "كتب",
];

/// Words that count something: `3 دقائق قراءة`, `1250 مشاهدة`, `12 تعليقا`.
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "مشاهده", "مشاهدات", "قراءه", "للقراءه", "القراءه", "قراءات", "زياره", "زيارات", "تعليق", "تعليقات", "تعليقا", "اعجاب",
    "اعجابات", "مشاركه", "مشاركات", "دقيقه", "دقائق", "دقيقتان", "دقيقتين", "ثانيه", "ثواني", "ثوان", "اقل", "من", "في",
    "شوهد", "شوهدت", "قرئ", "مره", "مرات", "تقييم", "مده", "وقت", "زمن", "واحده", "دقيقه", "القراء", "عدد", "المشاهدات", "القراءات", "الزيارات", "التعليقات", "views",
    "comments", "min", "read", "minutes", "shares", "likes", "صوت", "اصوات", "متابع", "متابعه", "نحو", "حوالي", "لا", "توجد",
];

/// Words that open menus; three of them in a short block without a sentence make it one.
#[rustfmt::skip]
const MENU: &[&str] = &[
    "الرئيسيه", "اخبار", "سياسه", "رياضه", "اقتصاد", "ثقافه", "صحه", "فيديو", "صور", "محليات", "دولي", "وطني", "منوعات",
    "تكنولوجيا", "مجتمع", "راي", "اراء", "حوارات", "ملفات", "تحقيقات", "كتاب", "مقالات", "الحدث", "فن", "فنون", "عالم",
    "العالم", "علوم", "تقارير", "بودكاست", "اتصل", "بنا", "ارشيف", "pdf", "الوطن", "حوادث", "سيارات", "مراه", "اسره", "دين",
    "بيئه", "سياحه", "تعليم", "عاجل", "الخصوصيه", "الاستخدام", "شروط", "من", "نحن", "اعلن", "معنا", "وظائف", "مباشر",
];

/// Words that describe a section of [`MENU`]: `أخبار محلية`, `رياضة عالمية`.
#[rustfmt::skip]
const OF_SECTIONS: &[&str] = &[
    "محليه", "عالميه", "دوليه", "عربيه", "وطنيه", "عربي", "محلي", "المحليه", "العالميه", "الدوليه", "العربيه", "الوطنيه",
    "الاخبار", "السياسه", "الرياضه", "الاقتصاد", "الثقافه", "المجتمع", "الصحه", "والاقتصاد", "واقتصاد", "وثقافه", "وفنون", "وفن", "وتكنولوجيا",
];

/// Blocks that start like furniture are furniture only up to so many words.
const LONGEST_LINE: usize = 24;
/// Notices of a sentence or two are furniture only up to so many words.
const LONGEST_NOTICE: usize = 45;

/// Folds a text for comparison: marks, tatweel, invisible and punctuation characters out, variants of letters to one,
/// Eastern digits to `0`-`9`, Latin to lower case, words parted by one space.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            // Most of the text: nothing to do.
            'ب' | 'ت'..='غ' | 'ف'..='و' | 'ي' | 'ا' | 'ء' | 'ؤ' | 'ئ' => c,
            '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' => continue,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' => {
                continue;
            }
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ة' | 'ہ' | 'ە' | 'ھ' => 'ه',
            'ى' | 'ی' | 'ې' => 'ي',
            'ک' => 'ك',
            '\u{660}'..='\u{669}' => digit(c, '\u{660}'),
            '\u{6f0}'..='\u{6f9}' => digit(c, '\u{6f0}'),
            other if other.is_alphanumeric() => other.to_lowercase().next().unwrap_or(other),
            _ => ' ',
        };
        if c != ' ' {
            folded.push(c);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn digit(c: char, zero: char) -> char {
    char::from_u32(u32::from(c) - u32::from(zero) + u32::from('0')).unwrap_or(c)
}

/// Says whether a block is furniture by what it says or by its shape, wherever it stands.
pub(super) fn is_furniture(text: &str) -> bool {
    // Nothing as long as this is furniture, and folding it would cost.
    if text.len() > 1200 {
        return false;
    }
    let folded = fold(text);
    if folded.is_empty() {
        return true;
    }
    let n_words = folded.split(' ').count();
    WHOLE.contains(&folded.as_str())
        || n_words <= LONGEST_LINE && is_labelled(text, &folded)
        || n_words <= LONGEST_NOTICE && NOTICES.iter().any(|phrase| starts_with_words(&folded, phrase))
        || n_words <= LONGEST_NOTICE && holds_any(&folded, HOLDS)
        || is_share_row(&folded)
        || is_labelled_time(&folded)
        || is_counter(&folded)
        || is_type_size_widget(text, &folded)
        || is_menu(text, &folded)
        || is_hashtag_row(text)
        || text.contains('©') && n_words <= LONGEST_LINE
}

/// Says whether a caption only credits the picture: `(رويترز)`, `المصدر/غيتي`.
pub(super) fn is_credit(caption: &str) -> bool {
    let caption = caption.trim();
    let n_words = caption.split_whitespace().count();
    let is_bracketed = caption.starts_with(['(', '[']) && caption.ends_with([')', ']']);
    n_words <= 4 && (is_bracketed || caption.contains('/') || caption.starts_with('@'))
}

/// Says whether a heading opens a part that is not read aloud: references and the like.
pub(super) fn is_appendix(heading: &str) -> bool {
    is_apparatus(heading) || fold(heading) == "معرض صور"
}

/// Says whether a heading opens a wiki's references, notes or links: for the eye, not for the ear.
pub(super) fn is_apparatus(heading: &str) -> bool {
    #[rustfmt::skip]
    const HEADINGS: &[&str] = &[
        "مراجع", "المراجع", "مراجع وهوامش", "هوامش ومراجع", "الهوامش والمراجع", "هوامش", "الهوامش", "مصادر", "المصادر", "مصادر ومراجع",
        "المصادر والمراجع", "وصلات خارجيه", "روابط خارجيه", "انظر ايضا", "قراءه موسعه", "ملاحظات", "طالع ايضا", "حواشي",
    ];
    HEADINGS.contains(&fold(heading).as_str())
}

/// Says whether a line is the name of a site's section: two words at most, all of them such as menus have.
pub(super) fn is_section_name(line: &str) -> bool {
    // They are no sections: words of a menu's other entries, and common ones.
    const OTHERS: &[&str] = &["من", "نحن", "بنا", "معنا", "مباشر", "الوطن", "العالم", "كتاب"];
    let folded = fold(line);
    let is_name = |word: &str| (MENU.contains(&word) && !OTHERS.contains(&word)) || OF_SECTIONS.contains(&word);
    folded.split(' ').count() <= 2 && folded.split(' ').all(is_name) && !line.ends_with(['.', ':', '؟', '!', '،'])
}

/// Says whether a line is nothing but a date or a time.
pub(super) fn is_date_line(text: &str) -> bool {
    let folded = fold(text);
    let n_words = folded.split(' ').count();
    n_words <= 16 && folded.chars().any(|c| c.is_ascii_digit()) && is_all_time(&folded)
}

/// Says which part of the page a line opens, if it opens one.
pub(super) fn opens(text: &str) -> Option<Section> {
    #[rustfmt::skip]
    const RELATED: &[&str] = &[
        "اقرا ايضا", "شاهد ايضا", "طالع ايضا", "قد يهمك", "قد يهمك ايضا", "قد يعجبك ايضا", "قد يعجبك", "ربما يهمك ايضا",
        "ربما يعجبك ايضا", "مواضيع ذات صله", "مقالات ذات صله", "اخبار ذات صله", "مواضيع متعلقه", "مقالات متعلقه",
        "اخبار متعلقه", "مواضيع مشابهه", "مقالات مشابهه", "اخبار مشابهه", "روابط ذات صله", "ذات صله", "الاكثر قراءه",
        "الاكثر مشاهده", "الاكثر تداولا", "الاكثر شيوعا", "الاكثر تعليقا", "اخر الاخبار", "احدث الاخبار", "احدث المقالات",
        "اخر المقالات", "مقالات اخري", "مواضيع اخري", "اخبار اخري", "المزيد من الاخبار", "المزيد من المقالات", "اخترنا لك",
        "اخترنا لكم", "نرشح لك", "مقترحات لك", "مختارات", "قصص مقترحه", "مواضيع قد تهمك", "مقالات قد تهمك", "اخبار قد تهمك",
        "مواضيع قد تعجبك", "موضوعات ذات صله", "موضوعات متعلقه", "المزيد", "اقرا المزيد", "من نفس القسم", "في نفس القسم",
        "المقالات الاكثر قراءه", "الاخبار الاكثر قراءه", "محتوي ذو صله", "محتوي مقترح", "انت قد تحب ايضا", "اقرا في الموقع",
        "لا تفوت قراءه", "لا يفوتك", "المزيد من هذا القسم", "المزيد حول هذه القصه", "قصص اخري", "من ارشيف الموقع",
        "شاهد المزيد", "مقالات للكاتب", "مقالات الكاتب", "المزيد للكاتب", "عن الكاتب", "نبذه عن الكاتب", "حول الكاتب",
        "كتب ذات صله", "related articles", "related posts", "you may also like", "read also", "most read",
    ];
    #[rustfmt::skip]
    const COMMENTS: &[&str] = &[
        "التعليقات", "تعليقات", "تعليقات القراء", "تعليقات الزوار", "اراء القراء", "اضف تعليقا", "اضف تعليق", "اترك تعليقا",
        "اترك تعليق", "اترك ردا", "اترك رد", "اكتب تعليقا", "اكتب تعليقك", "اضف تعليقك", "شاركنا رايك", "شاركنا برايك",
        "comments", "leave a reply", "leave a comment", "ردود", "الردود", "التعليقات المنشوره",
    ];
    #[rustfmt::skip]
    const CLOSING: &[&str] = &[
        "مقال مؤرشف", "مقال مورشف", "كلمات دلاليه", "الكلمات الدلاليه", "وسوم", "الوسوم", "كلمات مفتاحيه", "الكلمات المفتاحيه",
        "تسجيل الدخول", "باقات الاشتراك", "باقه الاشتراكات", "جميع الحقوق محفوظه", "هذا المقال للمشتركين", "النشره البريديه",
        "اشترك في النشره البريديه", "اشترك في نشرتنا البريديه", "tags", "مواضيع متعلقه بوابه تصنيف",
    ];
    if text.len() > 160 {
        return None;
    }
    let folded = fold(text);
    // `التعليقات (12)`, `3 تعليقات`: the number says nothing about what opens.
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).collect();
    let line = words.join(" ");
    let line = line.as_str();
    if RELATED.contains(&line) {
        Some(Section::Related)
    } else if COMMENTS.contains(&line) || words.len() <= 5 && starts_with_any(line, &["التعليقات علي", "تعليقات علي"])
    {
        Some(Section::Comments)
    } else if CLOSING.contains(&line)
        || words.len() <= LONGEST_LINE
            && starts_with_any(line, &["هذا المقال مؤرشف", "هذا المقال مورشف", "هذا المقال من الارشيف"])
    {
        Some(Section::Closing)
    } else {
        None
    }
}

/// Finds the author in a line such as `بقلم: فلان — نشر في 2016/03/02`.
pub(super) fn byline(line: &str) -> Option<String> {
    #[rustfmt::skip]
    const LABELS: &[&str] =
        &["بقلم", "كتب", "كتبت", "كتبه", "كتبته", "الكاتب", "الكاتبه", "اعداد", "تحرير", "المحرر", "المؤلف", "تقرير", "حوار", "تاليف", "by"];
    let line = line.trim();
    if line.chars().count() > 120 || line.ends_with('.') {
        return None;
    }
    let split = line.find(|c: char| c.is_whitespace() || matches!(c, ':' | '/' | '：'))?;
    let (label, rest) = line.split_at_checked(split)?;
    if !LABELS.contains(&fold(label).as_str()) {
        return None;
    }
    // `كتب فلان` may begin a sentence; with a colon or a slash it cannot.
    let is_marked = rest.trim_start().starts_with([':', '/', '：']);
    let name =
        author_name(rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '/' | '：' | '-')))?;
    let n_words = name.split_whitespace().count();
    let is_sure = is_marked || matches!(fold(label).as_str(), "بقلم" | "اعداد");
    (is_sure || n_words <= 3 && !line.contains(['،', '؛', '؟', '!'])).then_some(name)
}

/// Takes the name out of what a page prints as the author: label, date and social handles left out.
pub(super) fn author_name(printed: &str) -> Option<String> {
    let labels = [
        "بقلم",
        "كتب",
        "كتبت",
        "كتبه",
        "الكاتب",
        "الكاتبه",
        "اعداد",
        "المحرر",
        "المؤلف",
        "by",
        "تقرير",
        "بواسطه",
        "نشر بواسطه",
        "تحرير",
        "author",
        "written",
    ];
    let printed = printed.trim_start_matches("Author,");
    let first = printed.split(['|', '—', '–', '•', '·', '\n', '@']).map(str::trim).find(|part| !part.is_empty())?;
    let mut name = first.split(" - ").next().unwrap_or_default().trim();
    while let Some((label, rest)) = name.split_once([':', '/', ' ']) {
        if !labels.contains(&fold(label).as_str()) || rest.trim().is_empty() {
            break;
        }
        name = rest.trim_start_matches([':', '/', ' ', '-']).trim();
    }
    // What follows a verb of publishing or a digit is a date.
    let mut kept = Vec::new();
    for word in name.split_whitespace() {
        let folded = fold(word);
        if ["نشر", "نشرت", "اخر", "تحديث", "بتاريخ", "تاريخ", "منذ", "تم", "قراءه"].contains(&folded.as_str())
            || folded.starts_with(|c: char| c.is_ascii_digit())
        {
            break;
        }
        kept.push(word);
    }
    let name = kept.join(" ");
    let name = name.trim_matches(|c: char| matches!(c, ':' | '/' | '-' | '،' | ',' | '(' | ')') || c.is_whitespace());
    let has_letter = name.chars().any(char::is_alphabetic);
    let is_address = name.contains("://") || name.contains("www.");
    (has_letter && !is_address && name.split_whitespace().count() <= 10).then(|| name.to_owned())
}

/// Says whether a block begins with a label, and is furniture for it.
fn is_labelled(text: &str, folded: &str) -> bool {
    let is_closed = text.trim_end().ends_with(['.', '؟', '!']) && folded.split(' ').count() >= 4;
    let mut heads =
        text.match_indices([':', '/', '|', '：', '؛']).map(|(at, _)| fold(text.get(..at).unwrap_or_default()));
    // A later colon belongs to the headline that follows.
    let head = heads.next().unwrap_or_default();
    let is_head =
        |label: &str| starts_with_words(&head, label) && head.split(' ').count() <= label.split(' ').count() + 1;
    LABELS.iter().any(|label| starts_with_words(folded, label) && (!is_closed || is_head(label)))
        || COLON_LABELS.iter().any(|label| head == *label)
}

/// Says whether a folded text begins with a phrase, its last word perhaps with a pronoun or an ending.
fn starts_with_words(folded: &str, phrase: &str) -> bool {
    let Some(rest) = folded.strip_prefix(phrase) else { return false };
    let ending = rest.split(' ').next().unwrap_or_default();
    matches!(ending, "" | "نا" | "ك" | "كم" | "ه" | "ها" | "ا" | "ات" | "تنا" | "ين" | "ون" | "تك" | "ته" | "ان")
}

fn starts_with_any(line: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| line.starts_with(phrase))
}

/// Says whether one of the phrases stands in a folded text, at word boundaries.
fn holds_any(folded: &str, phrases: &[&str]) -> bool {
    let starts = std::iter::once(0).chain(folded.match_indices(' ').map(|(at, _)| at + 1));
    starts.filter_map(|start| folded.get(start..)).any(|rest| {
        let is_here =
            |phrase: &&str| rest.strip_prefix(phrase).is_some_and(|after| after.is_empty() || after.starts_with(' '));
        phrases.iter().any(is_here)
    })
}

fn is_share_row(folded: &str) -> bool {
    #[rustfmt::skip]
    const CERTAIN: &[&str] = &[
        "فيسبوك", "فايسبوك", "تويتر", "واتساب", "تيليغرام", "تليغرام", "تليجرام", "تيليجرام", "لينكدان", "لينكدين", "بينترست", "facebook",
        "شارك", "شاركها", "التواصل", "twitter", "whatsapp", "telegram", "linkedin", "pinterest", "share", "طباعه", "نسخ", "انستغرام", "instagram", "يوتيوب",
    ];
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    folded.split(' ').all(|word| SHARING.contains(&word) || is_number(word))
        && folded.split(' ').any(|word| CERTAIN.contains(&word))
}

fn is_labelled_time(folded: &str) -> bool {
    #[rustfmt::skip]
    const AGO: &[&str] = &[
        "دقيقه", "دقائق", "دقيقتين", "ساعه", "ساعات", "ساعتين", "يوم", "ايام", "يومين", "اسبوع", "اسبوعين", "اسابيع", "شهر", "شهرين", "اشهر",
    ];
    #[rustfmt::skip]
    const LABELS: &[&str] = &["نشر", "النشر", "نشرت", "تحديث", "التحديث", "تعديل", "منذ", "اضيف", "اضيفت", "حدث"];
    let n_words = folded.split(' ').count();
    n_words <= 16
        && folded.split(' ').any(|word| LABELS.contains(&word))
        && (folded.chars().any(|c| c.is_ascii_digit()) || folded.starts_with("منذ"))
        // `منذ 2011` says when something began, `منذ 3 ساعات` when it was printed.
        && (!folded.starts_with("منذ") || folded.split(' ').any(|word| AGO.contains(&word)))
        && is_all_time(folded)
}

/// Says whether every word belongs to a date or a time; a city may follow `بتوقيت`.
fn is_all_time(folded: &str) -> bool {
    let mut after_zone = false;
    folded.split(' ').all(|word| {
        let is_known = after_zone || WHEN.contains(&word) || is_time_word(word);
        after_zone = matches!(word, "بتوقيت" | "توقيت");
        is_known
    })
}

/// Says whether a word is a number, a clock time or a date in digits, or digits with a letter (`10h`, `2016م`).
fn is_time_word(word: &str) -> bool {
    let digits = word.trim_end_matches(['م', 'ه', 'ص', 'h', 't', 'z', 'ـ']);
    let digits = digits.strip_prefix('ه').unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_counter(folded: &str) -> bool {
    #[rustfmt::skip]
    const CERTAIN: &[&str] = &[
        "مشاهده", "مشاهدات", "المشاهدات", "قراءه", "للقراءه", "القراءه", "قراءات", "القراءات", "زياره", "زيارات", "الزيارات", "تعليق",
        "تعليقات", "تعليقا", "التعليقات", "مشاركات", "اعجاب", "اعجابات", "views", "comments", "read", "shares", "likes", "شوهد", "شوهدت", "قرئ", "تقييم",
    ];
    let n_words = folded.split(' ').count();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let counts = folded.split(' ').any(is_number)
        || folded.contains("دقيقه")
        || folded.contains("دقيقتين")
        || folded.contains("دقائق");
    n_words <= 8
        && counts
        && folded.split(' ').any(|word| CERTAIN.contains(&word))
        && folded.split(' ').all(|word| COUNTED.contains(&word) || is_number(word))
}

/// `+ -`, `أ+ أ-`, `A A A`, `حجم الخط: ع ع ع`.
fn is_type_size_widget(text: &str, folded: &str) -> bool {
    let folded = folded.strip_prefix("حجم الخط").or(folded.strip_prefix("تغيير حجم الخط")).unwrap_or(folded);
    let letters: Vec<&str> = folded.split_whitespace().collect();
    let has_sign = text.contains(['+', '-', '−', '–']);
    letters.len() <= 6
        && letters.iter().all(|word| matches!(*word, "ا" | "ع" | "a" | "aa" | "خط" | "t"))
        && (has_sign || letters.len() >= 2)
}

/// `الرئيسية | أخبار | رياضة`, `الرئيسية / الحدث / عنوان`: short parts between separators.
fn is_menu(text: &str, folded: &str) -> bool {
    if text.contains(['.', '؟', '!']) && folded.split(' ').count() > 12 {
        return false;
    }
    let parts: Vec<&str> = text
        .split(['|', '·', '•', '»', '›', '/', '>', '\\', '←', '→', '—'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let all_short = parts.iter().all(|part| part.split_whitespace().count() <= 3);
    let is_home = folded == "الرئيسيه" || folded.starts_with("الرئيسيه ") || folded.starts_with("الصفحه الرئيسيه ");
    if parts.len() >= 2 && is_home && folded.split(' ').count() <= 30 {
        return true;
    }
    let known = folded.split(' ').filter(|word| MENU.contains(word)).count();
    let n_words = folded.split(' ').count();
    parts.len() >= 3 && all_short && known * 3 >= n_words
        || known >= 3 && known * 10 >= n_words * 7 && !text.contains(['.', '،', '؟', ':'])
}

fn is_hashtag_row(text: &str) -> bool {
    text.split_whitespace().count() >= 1 && text.split_whitespace().all(|word| word.starts_with('#') && word.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: bool) {
        assert_eq!(is_furniture(text), expect, "{text}");
    }

    #[test]
    fn buttons_and_labels_are_furniture() {
        check("الرئيسية", true);
        check("شارك على فيسبوك تويتر واتساب", true);
        check("نسخ الرابط", true);
        check("إعلان", true);
        check("+ -", true);
        check("حجم الخط: أ+ أ-", true);
        check("***", true);
        check("#الجزائر #كتب", true);
        check("عاجل", true);
    }

    #[test]
    fn notices_are_furniture() {
        check("نستخدم ملفات تعريف الارتباط لتحسين تجربتك، وبمواصلة التصفح فإنك توافق على ذلك.", true);
        check("هذا المقال مؤرشف, يتوجب عليك الإشتراك بخطة الممتاز+ لتتمكن من الإطلاع على المقالات المؤرشفة.", true);
        check("اشترك في نشرتنا البريدية ليصلك كل جديد", true);
        check("جميع الحقوق محفوظة © 2016", true);
        check("حمّل تطبيقنا على هاتفك لمتابعة الأخبار لحظة بلحظة", true);
        check("تابعونا على تويتر", true);
    }

    #[test]
    fn labels_with_what_they_label_are_furniture() {
        check("إقرأ أيضاً: سوق الكتب القديمة يعود", true);
        check("المصدر: وكالات", true);
        check("وسوم: كتب، مدن", true);
        check("تصوير: سلمى ناصر", true);
        check("مواضيع ذات صلة", true);
    }

    #[test]
    fn times_and_counters_are_furniture() {
        check("آخر تحديث: 10:12", true);
        check("نُشر في 14 يناير 2018 الساعة 9:15 صباحا بتوقيت غرينتش", true);
        check("منذ 3 ساعات", true);
        check("قراءة في دقيقتين", true);
        check("٣ دقائق للقراءة", true);
        check("1520 مشاهدة", true);
    }

    #[test]
    fn menus_are_furniture() {
        check("الرئيسية | أخبار | رياضة | ثقافة", true);
        check("الرئيسية / الحدث / عنوان المقال", true);
        check("سياسة الخصوصية · شروط الاستخدام · من نحن", true);
    }

    #[test]
    fn sentences_that_begin_like_furniture_are_not() {
        check("شارك في اللقاء ثلاثون خبيرا من عشر دول.", false);
        check("المصدر الأول للقلق هو بيع البيانات.", false);
        check("إعلان النتائج تأخر كثيرا", false);
        check("شاهد أيضا عددا من الآثار القديمة.", false);
        check("نشر الكاتب روايته الأولى سنة 1998.", false);
        check("المزيد من العقوبات", false);
        check("التعليقات التي وصلتنا كثيرة", false);
        check("صورة الشاعر في شبابه", false);
        check("الرئيسية في الأمر أن نعمل", false);
        check("في عام 2014", false);
        check("منذ عام 2011", false);
        check("طالب الحكومة بالاعتذار، وحمل الوزير المسؤولية.", false);
    }

    #[test]
    fn dates_alone_are_dates() {
        for line in ["الأربعاء 02 مارس 2016 - 10:12 م", "14/1/2018", "الأحد، 14 يناير 2018", "٢٠ رمضان ١٤٣٩هـ"]
        {
            assert!(is_date_line(line), "{line}");
        }
        assert!(!is_date_line("ثورة 1919"));
        assert!(!is_date_line("الأحد"));
    }

    #[test]
    fn names_are_taken_out_of_bylines() {
        assert_eq!(byline("كتب: محرر الموقع — نشر في 2016/03/02").as_deref(), Some("محرر الموقع"));
        assert_eq!(byline("بقلم/ سلمى ناصر").as_deref(), Some("سلمى ناصر"));
        assert_eq!(byline("بقلم سلمى ناصر").as_deref(), Some("سلمى ناصر"));
        assert_eq!(byline("كتب الشاعر قصيدته في السجن"), None);
        assert_eq!(byline("تقرير الطبيب"), Some("الطبيب".to_owned()));
        assert_eq!(author_name("https://example.org/a"), None);
    }

    #[test]
    fn every_phrase_is_written_folded() {
        for phrase in [WHOLE, LABELS, COLON_LABELS, NOTICES, HOLDS, SHARING, WHEN, COUNTED, MENU, OF_SECTIONS].concat()
        {
            assert_eq!(fold(phrase), phrase, "{phrase}");
        }
    }
}

//! Pronunciations that stay, and the review, from the command line.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

/// A house with a lexicon of its own.
struct House {
    folder: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let lexicon = folder.path().join("lexicon.tsv");
        fs::write(folder.path().join("natiq.toml"), format!("lexicon = {:?}\n", lexicon.to_str().unwrap())).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        self.path(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    fn natiq(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_natiq"));
        command.args(["--config", &self.path("natiq.toml")]).args(arguments).stdin(Stdio::null());
        command.env("USER", "sara").output().unwrap()
    }

    /// What a command prints, which must succeed.
    fn run(&self, arguments: &[&str]) -> String {
        let output = self.natiq(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(arguments)).unwrap()
    }

    /// How a file is read.
    fn diacritized(&self, file: &str) -> String {
        self.run(&["text", file, "--stage", "diacritized"])
    }
}

#[test]
fn entries_are_added_listed_and_removed() {
    let house = House::new();
    house.run(&["lexicon", "add", "داعش", "دَاعِشْ", "--note", "اسم"]);
    house.run(&["lexicon", "add", "منطقة", "مِنْطَقَة", "--open"]);
    let listed = house.json(&["lexicon", "list", "--json"]);
    assert_eq!(listed.as_array().unwrap().len(), 2, "{listed}");
    assert_eq!((&listed[0]["said"], &listed[0]["set_by"]), (&"دَاعِشْ".into(), &"sara".into()));
    assert_eq!(listed[1]["ending"], "open");
    assert!(house.run(&["lexicon", "list", "منطقة"]).starts_with("منطقة\tمِنْطَقَة\topen\t"));
    house.run(&["lexicon", "remove", "داعش"]);
    assert_eq!(house.natiq(&["lexicon", "remove", "داعش"]).status.code(), Some(1));
    assert_eq!(house.read("lexicon.tsv").lines().count(), 1);
    let refused = house.natiq(&["lexicon", "add", "كلمة", "word"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("`word` is not said in Arabic letters"));
}

#[test]
fn nearest_of_house_article_and_run_wins() {
    let house = House::new();
    let article = house.write("news/a.txt", "زار دروكدال مدينة Xyloq وسوق أهراس.\n");
    house.run(&["lexicon", "add", "دروكدال", "دَرُوكَدَال"]);
    house.run(&["lexicon", "add", "Xyloq", "زَايْلُوك"]);
    house.run(&["lexicon", "add", "سوق أهراس", "سُوق أَهْرَاس"]);
    let read = house.diacritized(&article);
    for said in ["دَرُوكَدَال", "زَايْلُوكْ", "سُوقْ", "أَهْرَاسْ"] {
        assert!(read.contains(said), "{said}: {read}");
    }
    let beside = house.path("news/a.lexicon.tsv");
    house.run(&["lexicon", "--file", &beside, "add", "دروكدال", "دُرُوكْدَال"]);
    assert!(house.diacritized(&article).contains("دُرُوكْدَال"));
    let own = house.write("own.tsv", "دروكدال\tدِرُوكْدِيل\n");
    let read = house.run(&["text", &article, "--stage", "diacritized", "--lexicon", &own]);
    assert!(read.contains("دِرُوكْدِيل") && read.contains("سُوقْ"), "{read}");
}

#[test]
fn sounds_are_said_as_they_are_given_and_a_prefix_stays() {
    let house = House::new();
    house.run(&["lexicon", "add", "داعش", "/ˈdaːʕiʃ/"]);
    let article = house.write("a.txt", "قتال داعش وداعش.\n");
    let read = house.run(&["text", &article, "--stage", "phonemes"]);
    assert_eq!(read.matches("d aː ʕ i ʃ").count(), 2, "{read}");
    assert!(read.contains("| w a"), "{read}");
}

#[test]
fn lexicons_of_other_programs_come_in_and_go_out() {
    let house = House::new();
    let pls = house.write(
        "names.pls",
        "<?xml version=\"1.0\"?><lexicon version=\"1.0\" xmlns=\"http://www.w3.org/2005/01/pronunciation-lexicon\" \
         alphabet=\"ipa\" xml:lang=\"ar\"><lexeme><grapheme>داعش</grapheme><phoneme>daːʕiʃ</phoneme></lexeme></lexicon>",
    );
    house.run(&["lexicon", "add", "تونس", "تُونِسْ"]);
    house.run(&["lexicon", "import", &pls]);
    let out = house.path("out.pls");
    house.run(&["lexicon", "export", &out]);
    let noted = house.run(&["lexicon", "export"]);
    house.run(&["lexicon", "import", &out]);
    assert_eq!(house.run(&["lexicon", "export"]), noted, "PLS has no place for who set it and when, which are kept");
    // What was exported may be again, until somebody edits it.
    house.run(&["lexicon", "export", &out]);
    let mine = house.write("mine.tsv", "عملي\n");
    let refused = house.natiq(&["lexicon", "export", &mine]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("`--force`"), "{refused:?}");
    assert_eq!(fs::read_to_string(&mine).unwrap(), "عملي\n");
    house.run(&["lexicon", "export", "--force", &mine]);
    let again = House::new();
    again.run(&["lexicon", "import", &out]);
    assert_eq!(again.run(&["lexicon", "export"]), "تونس\tتُونِسْ\nداعش\t/d aː ʕ i ʃ/\n");
    again.run(&["lexicon", "import", "--replace", &pls]);
    assert_eq!(again.run(&["lexicon", "list"]), "داعش\t/d aː ʕ i ʃ/\n");
    let bad = house.write("bad.tsv", "# x\nكلمة\n");
    let refused = house.natiq(&["lexicon", "import", &bad]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("line 2"), "{refused:?}");
}

#[test]
fn test_says_what_an_entry_would_touch() {
    let house = House::new();
    house.write("news/a.txt", "افتتح دروكدال السوق. وأغلق المكتبة.\n");
    house.write("news/b.txt", "لا شيء هنا.\n");
    let folder = house.path("news");
    let touched = house.json(&["lexicon", "test", &folder, "--entry", "دروكدال=دُرُوكْدِيل", "--json"]);
    let changes = |name: &str| {
        let article =
            touched.as_array().unwrap().iter().find(|article| article["source"].as_str().unwrap().contains(name));
        article.unwrap()["changes"].as_array().unwrap().clone()
    };
    assert_eq!((changes("a.txt").len(), changes("b.txt").len()), (1, 0), "{touched}");
    assert!(changes("a.txt")[0]["after"].as_str().unwrap().contains("دُرُوكْدِيل"));
    assert!(!Path::new(&house.path("lexicon.tsv")).exists());
}

#[test]
fn only_episodes_that_use_an_entry_are_made_again() {
    let house = House::new();
    house.write("news/a.txt", "خبر أول\n\nافتتح دروكدال السوق.\n");
    house.write("news/b.txt", "خبر ثان\n\nأغلق الحارس المكتبة.\n");
    // Its picture is elsewhere, where nobody looks at it.
    let show = include_str!("../data/show.toml").replace("cover.jpg", "https://village.example/cover.jpg");
    let show = house.write("show.toml", &format!("lexicon = \"show.tsv\"\n{show}"));
    house.write("show.tsv", "");
    let (folder, out) = (house.path("news"), house.path("out"));
    let render = ["render", &folder, "--out", &out, "--feed", &show, "--format", "wav", "--jobs", "1"];
    house.run(&render);
    let statuses = || {
        let report = house.json(&[&render[..], &["--dry-run", "--report", "-"]].concat());
        let status =
            |entry: &Value| (entry["guid"].as_str().unwrap().to_owned(), entry["status"].as_str().unwrap().to_owned());
        report["articles"].as_array().unwrap().iter().map(status).collect::<std::collections::BTreeMap<_, _>>()
    };
    let all_unchanged = statuses();
    assert!(all_unchanged.values().all(|status| status == "unchanged"), "{all_unchanged:?}");
    for lexicon in ["lexicon.tsv", "show.tsv"] {
        house.write(lexicon, "دروكدال\tدُرُوكْدِيل\nكلمة\tكَلِمَة\n");
        let changed = statuses();
        let again: Vec<&String> =
            changed.iter().filter(|(_, status)| *status != "unchanged").map(|(guid, _)| guid).collect();
        assert!(again.len() == 1 && again[0].contains("a.txt"), "{changed:?}");
        house.write(lexicon, "");
    }
    assert_eq!(statuses(), all_unchanged);
}

#[test]
fn review_is_answered_by_json_into_the_article_and_the_house() {
    let house = House::new();
    let article = house.write("news/a.txt", "خبر\n\nقلب الرجل الصفحة ثم قلب *الكتاب*، وحضر 1.250 شخصا.\n");
    let listed = house.json(&["review", &article, "--json", "--share", "100"]);
    let doubtful = listed["articles"][0]["doubtful"].as_array().unwrap().clone();
    assert!(doubtful.is_sorted_by(|one, other| one["risk"].as_f64() >= other["risk"].as_f64()), "{doubtful:?}");
    let find = |printed: &str, nth: usize| {
        let mut found: Vec<&Value> = doubtful.iter().filter(|one| one["printed"] == printed).collect();
        found.sort_by_key(|one| one["source"]["start"].as_u64());
        found[nth]["id"].as_str().unwrap().to_owned()
    };
    let number = doubtful.iter().find(|one| one["printed"] == "1.250").unwrap();
    assert_eq!(number["reasons"][0], "number");
    assert!(number["alternatives"][0].as_str().unwrap().contains("فاصل"));
    let (second, number) = (find("قلب", 1), find("1.250", 0));
    let answers = serde_json::json!({"answers": [
        {"id": second, "said": "قَلَّبَ"},
        {"id": find("قلب", 0), "said": "قَلَبَ", "to": "house"},
        {"id": number, "said": "ألفا ومئتين وخمسين", "to": "beside"},
    ]});
    let answers = house.write("answers.json", &answers.to_string());
    let taken = house.json(&["review", &article, "--json", "--answers", &answers]);
    assert!(taken.as_array().unwrap().iter().all(|taken| taken.get("error").is_none()), "{taken}");
    assert_eq!(house.read("news/a.txt"), "خبر\n\nقلب الرجل الصفحة ثم قَلَّبَ *الكتاب*، وحضر 1.250 شخصا.\n");
    // The ending is the sentence's; the word's own vowels stay.
    assert!(house.read("lexicon.tsv").starts_with("قلب\tقَلَب\topen\t"), "{}", house.read("lexicon.tsv"));
    assert!(house.read("news/a.lexicon.tsv").starts_with("1.250\tألفا ومئتين وخمسين\t"));
    // The text has changed, and so has what the ids stand for.
    let again = house.natiq(&["review", &article, "--json", "--answers", &answers]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("review it again"), "{again:?}");
}

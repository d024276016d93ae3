//! The kinds of `print_kinds.tsv`: what real print showed to be read wrongly, in words of our own. Columns: the kind, the
//! input, the readings that are right, separated by `|`.

use super::testing::spoken;

#[test]
fn every_kind_is_read_as_a_listener_expects() {
    let table = include_str!("print_kinds.tsv");
    let mut wrong = Vec::new();
    for row in table.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let &[kind, input, accepted] = columns.as_slice() else { panic!("{row:?} has not three columns") };
        let said = spoken(input);
        if !accepted.split('|').any(|right| right == said) {
            wrong.push(format!("{kind}: {input}\n    said  {said}\n    right {accepted}"));
        }
    }
    assert!(wrong.is_empty(), "{} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

use crate::normalize::testing::check;

#[test]
fn powers_are_read_as_powers() {
    check("10⁶ حبة", "عشرة أس ستة حبة");
    check("10² كيس", "عشرة أس اثنان كيس");
    check("2⁻³", "اثنان أس ناقص ثلاثة");
    check("20 م²", "عشرون مترا مربعا");
    check("1914² كان", "ألف وتسعمئة وأربعة عشر كان");
}

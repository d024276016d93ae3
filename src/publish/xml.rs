//! Markup, and text in it.
//!
//! What is markup and what is text is told by the type: [`markup!`](markup) sets values into a template and escapes every
//! one that is not [`Markup`] itself. So no place has to remember it.

use std::fmt::{self, Display as _};

use quick_xml::escape::{escape, partial_escape};

use super::{FileName, WebAddress};

/// Markup that is well-formed where its templates are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Markup(String);

impl Markup {
    /// For [`markup!`](markup) alone: everything else would have to escape by itself.
    pub(super) fn of_template(text: String) -> Self {
        Self(text)
    }

    pub(super) fn push(&mut self, more: &Self) {
        self.0.push_str(&more.0);
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A value in a template.
pub(super) trait Value {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl Value for Markup {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value for str {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escape(legal(self)))
    }
}

impl<T: Value + ?Sized> Value for &T {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).write(f)
    }
}

/// Values that are as good as text.
macro_rules! text_values {
    ($($type:ty),*) => {$(
        impl Value for $type {
            fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                str::write(self, f)
            }
        }
    )*};
}
text_values!(String, FileName, WebAddress);

/// Values that have no sign of markup in them.
macro_rules! number_values {
    ($($type:ty),*) => {$(
        impl Value for $type {
            fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.fmt(f)
            }
        }
    )*};
}
number_values!(u8, u64, usize);

/// Writes a value as a template shows it.
pub(super) struct Escaped<T>(pub(super) T);

impl<T: Value> fmt::Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f)
    }
}

/// Makes [`Markup`] of a template, written as for `format!`, and of values, which are escaped where
/// they are text. `concat!` keeps names in the template from being taken from around it, past the escaping.
macro_rules! markup {
    ($template:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::publish::xml::Markup::of_template(
            format!(concat!($template) $(, $name = $crate::publish::xml::Escaped(&$value))*)
        )
    };
    ($template:literal, $($value:expr),* $(,)?) => {
        $crate::publish::xml::Markup::of_template(
            format!(concat!($template), $($crate::publish::xml::Escaped(&$value)),*)
        )
    };
}
pub(super) use markup;

/// Leaves out the characters that XML 1.0 cannot hold, not even escaped (section 2.2), and keeps a line to itself.
pub(super) fn legal(text: &str) -> String {
    let is_legal = |c: &char| {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
            && !matches!(c, '\u{7f}'..='\u{9f}')
    };
    text.chars().filter(is_legal).collect()
}

/// Returns plain text as the HTML that shows it.
pub(super) fn html(text: &str) -> String {
    partial_escape(text).into_owned()
}

#[cfg(test)]
mod tests {

    #[test]
    fn text_never_becomes_markup_and_markup_stays_what_it_is() {
        let inner = markup!("<b id=\"{}\">{}</b>", "x\" onload=\"y", "<script>&amp;\u{b}");
        assert_eq!(inner.as_str(), "<b id=\"x&quot; onload=&quot;y\">&lt;script&gt;&amp;amp;</b>");
        let outer = markup!("<p class=\"{class}\">{inner}</p>", class = String::from("'"), inner = inner);
        assert_eq!(outer.as_str(), format!("<p class=\"&apos;\">{}</p>", inner.as_str()));
    }
}

//! Messages of Protocol Buffers on the wire: numbered fields, read in place and written.
//!
//! <https://protobuf.dev/programming-guides/encoding/>

use std::ops::Range;

/// A field of a message.
pub(super) struct Field<'a> {
    pub(super) number: u64,
    pub(super) value: Value<'a>,
    /// Where in the message it is, with its tag.
    pub(super) place: Range<usize>,
}

/// What a field holds.
pub(super) enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Fixed32(u32),
    Fixed64,
}

const NUMBER: u64 = 0;
const FIXED_64: u64 = 1;
const BYTES: u64 = 2;
const FIXED_32: u64 = 5;

/// Reads the fields of a message, one after another; `None` once where it is cut short or is no message.
pub(super) fn fields(message: &[u8]) -> impl Iterator<Item = Option<Field<'_>>> {
    let mut at = 0;
    let mut is_broken = false;
    std::iter::from_fn(move || {
        if at == message.len() || is_broken {
            return None;
        }
        let field = read(message, at);
        match &field {
            Some(field) => at = field.place.end,
            None => is_broken = true,
        }
        Some(field)
    })
}

/// Returns the text of the last field of that number.
pub(super) fn text(message: &[u8], number: u64) -> Option<&str> {
    let values = fields(message).flatten().filter(|field| field.number == number);
    let text = |field: Field<'_>| match field.value {
        Value::Bytes(_) => Some(field.place),
        _ => None,
    };
    let place = values.filter_map(text).last()?;
    match read(message, place.start)?.value {
        Value::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// Returns the number in the last field of that number.
pub(super) fn number(message: &[u8], number: u64) -> Option<u64> {
    let values = fields(message).flatten().filter(|field| field.number == number);
    values.filter_map(|field| if let Value::Number(value) = field.value { Some(value) } else { None }).last()
}

fn read(message: &[u8], start: usize) -> Option<Field<'_>> {
    let (tag, at) = varint(message, start)?;
    let number = tag >> 3;
    let (value, end) = match tag & 7 {
        NUMBER => {
            let (number, end) = varint(message, at)?;
            (Value::Number(number), end)
        }
        FIXED_64 => (Value::Fixed64, at.checked_add(8)?),
        BYTES => {
            let (length, at) = varint(message, at)?;
            let end = at.checked_add(usize::try_from(length).ok()?)?;
            (Value::Bytes(message.get(at..end)?), end)
        }
        FIXED_32 => {
            let bits = message.get(at..at.checked_add(4)?)?;
            (Value::Fixed32(u32::from_le_bytes(bits.try_into().ok()?)), at + 4)
        }
        _ => return None,
    };
    (number > 0 && end <= message.len()).then_some(Field { number, value, place: start..end })
}

fn varint(message: &[u8], start: usize) -> Option<(u64, usize)> {
    let mut number = 0u64;
    for (nth, &byte) in message.get(start..)?.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * nth);
        if byte < 0x80 {
            return Some((number, start + nth + 1));
        }
    }
    None
}

/// Returns what `write` writes.
pub(super) fn message(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut message = Vec::new();
    write(&mut message);
    message
}

pub(super) fn put_number(message: &mut Vec<u8>, field: u64, number: u64) {
    put_varint(message, field << 3 | NUMBER);
    put_varint(message, number);
}

pub(super) fn put_bytes(message: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    put_varint(message, field << 3 | BYTES);
    put_varint(message, bytes.len() as u64);
    message.extend_from_slice(bytes);
}

pub(super) fn put_text(message: &mut Vec<u8>, field: u64, text: &str) {
    put_bytes(message, field, text.as_bytes());
}

fn put_varint(message: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        message.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    message.push(number.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_they_were_written() {
        let message = message(|message| {
            put_number(message, 1, 300);
            put_text(message, 300, "نص");
        });
        assert_eq!((number(&message, 1), text(&message, 300)), (Some(300), Some("نص")));
        assert_eq!((number(&message, 2), text(&message, 1)), (None, None));
    }

    #[test]
    fn message_that_is_cut_short_is_broken_wherever_it_is_cut() {
        let message = message(|message| {
            put_number(message, 1, 1 << 40);
            put_text(message, 2, &"a".repeat(200));
        });
        for end in 1..message.len() {
            let whole_first = end == 7;
            assert_eq!(fields(&message[..end]).all(|field| field.is_some()), whole_first, "{end}");
        }
    }
}

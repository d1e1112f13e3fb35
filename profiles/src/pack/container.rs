//! The file format of a pack.
//!
//! ```text
//! "PLPACK01"  u32 length of the index, compressed  |  the index (JSON, deflated)  |  blocks (deflated)
//! ```
//! Facts that belong together lie in one block; a block is inflated when the first of its facts is asked for.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::OnceLock;

use bytes::Bytes;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

const MAGIC: &[u8; 8] = b"PLPACK01";
/// Facts are gathered until a block holds this many bytes.
const BLOCK: usize = 48 * 1024;
/// No block or index of an honest pack inflates to more.
const MAX_INFLATED: usize = 64 << 20;

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Section {
    /// A structure, by canonical URL.
    #[serde(rename = "s")]
    Structure,
    /// A value set, by canonical URL.
    #[serde(rename = "v")]
    ValueSet,
    /// A code system, by canonical URL.
    #[serde(rename = "c")]
    CodeSystem,
    /// Search parameters, by resource type.
    #[serde(rename = "p")]
    Search,
    /// What a guide asks of servers, by resource type.
    #[serde(rename = "f")]
    Capability,
    /// Compartments, by code.
    #[serde(rename = "m")]
    Compartment,
}

/// A pack that cannot be read or written.
#[derive(Debug, Error)]
pub enum PackError {
    /// Not a pack, or one of another version.
    #[error("this is not a pack of this version of payerlab")]
    NotAPack,
    /// The pack is cut or damaged.
    #[error("the pack is damaged: {0}")]
    Damaged(String),
    /// A pack larger than any honest one.
    #[error("the pack is larger than a pack may be")]
    TooLarge,
}

#[derive(Debug, Serialize, Deserialize)]
struct Index {
    name: String,
    version: String,
    /// Compressed and inflated length of every block.
    blocks: Vec<(u32, u32)>,
    /// Section, key, block, start, length.
    facts: Vec<(Section, String, u32, u32, u32)>,
}

#[derive(Debug)]
struct Block {
    packed: Bytes,
    length: usize,
    inflated: OnceLock<Option<Vec<u8>>>,
}

/// A pack in memory; cheap to open, its facts are inflated on demand.
#[derive(Debug)]
pub struct Pack {
    name: String,
    version: String,
    blocks: Vec<Block>,
    facts: HashMap<Section, HashMap<String, (u32, u32, u32)>>,
}

impl Pack {
    /// Opens a pack.
    ///
    /// # Errors
    /// [`PackError`] when the bytes are no pack.
    pub fn open(bytes: impl Into<Bytes>) -> Result<Self, PackError> {
        let bytes = bytes.into();
        let rest = bytes
            .strip_prefix(MAGIC.as_slice())
            .ok_or(PackError::NotAPack)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(PackError::NotAPack)?;
        let length = u32::from_le_bytes(*length) as usize;
        let index = rest
            .get(..length)
            .ok_or_else(|| PackError::Damaged("the index is cut".to_owned()))?;
        let index = inflate(index, MAX_INFLATED)?;
        let index: Index = serde_json::from_slice(&index)
            .map_err(|error| PackError::Damaged(error.to_string()))?;
        let mut at = MAGIC.len() + 4 + length;
        let mut blocks = Vec::with_capacity(index.blocks.len());
        for (packed, length) in index.blocks {
            let end = at + packed as usize;
            if end > bytes.len() || length as usize > MAX_INFLATED {
                return Err(PackError::Damaged("a block is cut".to_owned()));
            }
            blocks.push(Block {
                packed: bytes.slice(at..end),
                length: length as usize,
                inflated: OnceLock::new(),
            });
            at = end;
        }
        let mut facts: HashMap<Section, HashMap<String, (u32, u32, u32)>> = HashMap::new();
        for (section, key, block, start, length) in index.facts {
            facts
                .entry(section)
                .or_default()
                .insert(key, (block, start, length));
        }
        Ok(Self {
            name: index.name,
            version: index.version,
            blocks,
            facts,
        })
    }

    /// A pack without facts.
    pub(super) fn empty((name, version): (&str, &str)) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            blocks: Vec::new(),
            facts: HashMap::new(),
        }
    }

    /// The guide's package name, such as `hl7.fhir.us.core`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The guide's version, such as `6.1.0`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether there is a fact of this key.
    pub fn contains(&self, section: Section, key: &str) -> bool {
        self.facts
            .get(&section)
            .is_some_and(|facts| facts.contains_key(key))
    }

    /// The keys of a section, in no order.
    pub fn keys(&self, section: Section) -> impl Iterator<Item = &str> {
        self.facts
            .get(&section)
            .into_iter()
            .flat_map(|facts| facts.keys().map(String::as_str))
    }

    /// A fact's text.
    pub fn text(&self, section: Section, key: &str) -> Option<&[u8]> {
        let (block, start, length) = *self.facts.get(&section)?.get(key)?;
        let block = self.blocks.get(block as usize)?;
        let inflated = block
            .inflated
            .get_or_init(|| inflate(&block.packed, block.length).ok())
            .as_ref()?;
        inflated.get(start as usize..(start as usize).checked_add(length as usize)?)
    }

    /// A fact, decoded.
    pub fn fact<T: DeserializeOwned>(&self, section: Section, key: &str) -> Option<T> {
        serde_json::from_slice(self.text(section, key)?).ok()
    }
}

fn inflate(packed: &[u8], limit: usize) -> Result<Vec<u8>, PackError> {
    let mut inflated = Vec::with_capacity(limit.min(4 * BLOCK));
    let read = DeflateDecoder::new(packed)
        .take(limit as u64 + 1)
        .read_to_end(&mut inflated);
    read.map_err(|error| PackError::Damaged(error.to_string()))?;
    if inflated.len() > limit {
        Err(PackError::TooLarge)
    } else {
        Ok(inflated)
    }
}

/// Gathers facts and writes a pack.
#[derive(Debug, Default)]
pub struct PackBuilder {
    facts: Vec<(Section, String, Vec<u8>)>,
}

impl PackBuilder {
    /// Adds a fact.
    ///
    /// # Errors
    /// [`PackError::Damaged`] when the fact cannot be written as JSON.
    pub fn add(
        &mut self,
        section: Section,
        key: &str,
        fact: &impl Serialize,
    ) -> Result<(), PackError> {
        let text =
            serde_json::to_vec(fact).map_err(|error| PackError::Damaged(error.to_string()))?;
        self.facts.push((section, key.to_owned(), text));
        Ok(())
    }

    /// Writes the pack; the same facts give the same bytes.
    ///
    /// # Errors
    /// [`PackError::TooLarge`] when a part passes 4 GiB.
    pub fn finish(mut self, name: &str, version: &str) -> Result<Vec<u8>, PackError> {
        self.facts
            .sort_by(|left, right| (left.0, &left.1).cmp(&(right.0, &right.1)));
        self.facts
            .dedup_by(|later, earlier| (later.0, &later.1) == (earlier.0, &earlier.1));
        let size = |length: usize| u32::try_from(length).map_err(|_| PackError::TooLarge);
        let mut index = Index {
            name: name.to_owned(),
            version: version.to_owned(),
            blocks: Vec::new(),
            facts: Vec::new(),
        };
        let (mut blocks, mut block, mut section) = (Vec::new(), Vec::new(), None);
        for (fact_section, key, text) in self.facts {
            // A section of its own starts a block: what is asked for together lies together.
            if block.len() >= BLOCK || (section != Some(fact_section) && !block.is_empty()) {
                close(&mut block, &mut blocks, &mut index)?;
            }
            section = Some(fact_section);
            index.facts.push((
                fact_section,
                key,
                size(index.blocks.len())?,
                size(block.len())?,
                size(text.len())?,
            ));
            block.extend_from_slice(&text);
        }
        if !block.is_empty() {
            close(&mut block, &mut blocks, &mut index)?;
        }
        let head =
            serde_json::to_vec(&index).map_err(|error| PackError::Damaged(error.to_string()))?;
        let head = deflate(&head)?;
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&size(head.len())?.to_le_bytes());
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(&blocks);
        Ok(bytes)
    }
}

fn close(block: &mut Vec<u8>, blocks: &mut Vec<u8>, index: &mut Index) -> Result<(), PackError> {
    let packed = deflate(block)?;
    let size = |length: usize| u32::try_from(length).map_err(|_| PackError::TooLarge);
    index.blocks.push((size(packed.len())?, size(block.len())?));
    blocks.extend_from_slice(&packed);
    block.clear();
    Ok(())
}

fn deflate(bytes: &[u8]) -> Result<Vec<u8>, PackError> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| PackError::Damaged(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_back() {
        let mut builder = PackBuilder::default();
        for number in 0..5000 {
            builder
                .add(Section::ValueSet, &format!("vs{number}"), &vec![number; 20])
                .unwrap();
        }
        builder.add(Section::Structure, "one", &"text").unwrap();
        let bytes = builder.finish("guide", "1.0.0").unwrap();
        let pack = Pack::open(bytes.clone()).unwrap();
        assert_eq!((pack.name(), pack.version()), ("guide", "1.0.0"));
        assert_eq!(
            pack.fact::<Vec<u32>>(Section::ValueSet, "vs4711"),
            Some(vec![4711; 20])
        );
        assert_eq!(
            pack.fact::<String>(Section::Structure, "one").as_deref(),
            Some("text")
        );
        assert_eq!(pack.text(Section::Search, "one"), None);
        assert!(matches!(
            Pack::open(bytes[..bytes.len() / 2].to_vec()),
            Err(PackError::Damaged(_))
        ));
        assert!(matches!(Pack::open("nothing"), Err(PackError::NotAPack)));
    }
}

//! Sets blocks of text on A4 pages: `parley` shapes, orders (UAX #9) and breaks lines, `krilla` writes the file.

use std::{num::NonZeroU16, sync::Arc};

use krilla::{
    Document, SerializeSettings,
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata, TextDirection},
    num::NormalizedF32,
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag, TagGroup, TagTree},
    text::{Font, GlyphId, KrillaGlyph},
};
use parley::{
    Alignment, AlignmentOptions, BaseDirection, FontContext, FontFamily, FontFamilyName, Layout, LayoutContext,
    LineHeight, OverflowWrap, StyleProperty,
    fontique::{Blob, Collection, CollectionOptions, SourceCache},
    layout::Line,
};

use crate::{
    error::Result,
    publish::edition::{Edition, unwritable},
};

/// DejaVu Sans: Latin, Cyrillic and Arabic in one file (`assets/fonts/README.md`).
pub const FONT: &[u8] = include_bytes!("../../../../assets/fonts/DejaVuSans.ttf");

/// A4, in points (1/72 inch).
const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 62.0;
const BOTTOM: f32 = PAGE.1 - MARGIN;

/// What a block is; its size, distance and tag follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Heading,
    Subheading,
    Text,
    Item,
    Boxed,
    Small,
    Base,
}

/// A paragraph.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub role: Role,
    pub text: String,
}

impl Role {
    /// Size of the letters, distance before, distance from the reading edge; points.
    fn measures(self) -> (f32, f32, f32) {
        match self {
            Self::Title => (19.0, 0.0, 0.0),
            Self::Heading => (13.0, 18.0, 0.0),
            Self::Subheading => (11.0, 10.0, 0.0),
            Self::Text => (10.5, 7.0, 0.0),
            Self::Item => (9.5, 4.0, 12.0),
            Self::Boxed => (9.5, 10.0, 10.0),
            Self::Small => (8.5, 4.0, 0.0),
            Self::Base => (8.0, 2.0, 20.0),
        }
    }

    fn group(self, text: &str) -> TagGroup {
        let heading = |level: u16| {
            let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
            TagGroup::new(Tag::Hn(level, Some(text.to_owned())))
        };
        match self {
            Self::Title => heading(1),
            Self::Heading => heading(2),
            Self::Subheading => heading(3),
            _ => TagGroup::new(Tag::P),
        }
    }
}

/// One line on its page.
struct Placed {
    block: usize,
    line: usize,
    /// Of the layout's own top, from the page's top.
    top: f32,
}

pub(super) fn set(edition: &Edition, blocks: &[Block]) -> Result<Vec<u8>> {
    let font = Font::new(FONT.into(), 0).ok_or_else(|| unwritable("the font cannot be read"))?;
    let mut press = Press::new(edition);
    let layouts: Vec<Layout<()>> = blocks.iter().map(|block| press.layout(block.role, &block.text)).collect();
    let pages = paginated(blocks, &layouts);

    let mut document = Document::new_with(SerializeSettings { enable_tagging: true, ..SerializeSettings::default() });
    document.set_metadata(metadata(edition));
    let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| unwritable("the page has no size"))?;
    let mut groups: Vec<TagGroup> = blocks.iter().map(|block| block.role.group(&block.text)).collect();
    for (lines, number) in pages.iter().zip(1..) {
        let mut page = document.start_page_with(size.clone());
        let mut surface = page.surface();
        for placed in lines {
            let (block, layout) = (&blocks[placed.block], &layouts[placed.block]);
            let Some(line) = layout.get(placed.line) else { continue };
            let left = press.left(block.role);
            if block.role == Role::Boxed {
                press.rule(&mut surface, placed.top + line.metrics().block_min_coord, line.metrics().line_height);
            }
            let tag = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            draw(&mut surface, &line, &block.text, Point::from_xy(left, placed.top), &font);
            surface.end_tagged();
            groups[placed.block].push(tag);
        }
        let foot = format!("{} · {} · {number} / {}", edition.report, edition.version, pages.len());
        let foot_layout = press.layout(Role::Base, &foot);
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
        for line in foot_layout.lines() {
            draw(&mut surface, &line, &foot, Point::from_xy(MARGIN, PAGE.1 - MARGIN / 2.0), &font);
        }
        surface.end_tagged();
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(edition.language.word().to_owned()));
    for group in groups {
        tree.push(group);
    }
    document.set_tag_tree(tree);
    document.finish().map_err(|error| unwritable(format!("{error:?}")))
}

/// Shapes text with the one font.
struct Press {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    family: String,
    direction: BaseDirection,
}

impl Press {
    fn new(edition: &Edition) -> Self {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let mut collection = Collection::new(options);
        let families = collection.register_fonts(Blob::new(Arc::new(FONT)), None);
        let family = families.first().and_then(|(id, _)| collection.family_name(*id)).unwrap_or_default().to_owned();
        Self {
            fonts: FontContext { collection, source_cache: SourceCache::default() },
            layouts: LayoutContext::new(),
            family,
            direction: if edition.language.direction() == "rtl" { BaseDirection::Rtl } else { BaseDirection::Ltr },
        }
    }

    fn layout(&mut self, role: Role, text: &str) -> Layout<()> {
        let (size, _, inset) = role.measures();
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.set_base_direction(self.direction);
        let family = FontFamily::Single(FontFamilyName::Named(self.family.as_str().into()));
        builder.push_default(StyleProperty::FontFamily(family));
        builder.push_default(StyleProperty::FontSize(size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.45)));
        // Addresses and hashes are longer than a line.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(PAGE.0 - 2.0 * MARGIN - inset));
        layout.align(Alignment::Start, AlignmentOptions::default());
        layout
    }

    /// The left edge of a block: its inset lies on the side where reading begins.
    fn left(&self, role: Role) -> f32 {
        let (_, _, inset) = role.measures();
        if self.direction == BaseDirection::Rtl { MARGIN } else { MARGIN + inset }
    }

    /// The bar that sets corrections and warnings apart.
    fn rule(&self, surface: &mut Surface<'_>, top: f32, height: f32) {
        let left = if self.direction == BaseDirection::Rtl { PAGE.0 - MARGIN - 2.0 } else { MARGIN };
        let Some(bar) = Rect::from_xywh(left, top, 2.0, height) else { return };
        let mut path = PathBuilder::new();
        path.push_rect(bar);
        let Some(path) = path.finish() else { return };
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)));
        surface.set_fill(Some(ink(rgb::Color::new(163, 39, 31))));
        surface.draw_path(&path);
        surface.end_tagged();
    }
}

fn ink(colour: rgb::Color) -> Fill {
    Fill { paint: colour.into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

/// Puts lines on pages. A heading is never the last line of a page.
fn paginated(blocks: &[Block], layouts: &[Layout<()>]) -> Vec<Vec<Placed>> {
    let mut pages = vec![Vec::new()];
    let mut at = MARGIN;
    for (index, (block, layout)) in blocks.iter().zip(layouts).enumerate() {
        let (_, before, _) = block.role.measures();
        at += if at > MARGIN { before } else { 0.0 };
        let heading = matches!(block.role, Role::Heading | Role::Subheading);
        let needed = layout.height() + if heading { 40.0 } else { 0.0 };
        if heading && at + needed > BOTTOM {
            pages.push(Vec::new());
            at = MARGIN;
        }
        for (number, line) in layout.lines().enumerate() {
            let metrics = line.metrics();
            if at + metrics.line_height > BOTTOM {
                pages.push(Vec::new());
                at = MARGIN;
            }
            let placed = Placed { block: index, line: number, top: at - metrics.block_min_coord };
            if let Some(page) = pages.last_mut() {
                page.push(placed);
            }
            at += metrics.line_height;
        }
    }
    pages
}

fn draw(surface: &mut Surface<'_>, line: &Line<'_, ()>, text: &str, origin: Point, font: &Font) {
    let baseline = origin.y + line.metrics().baseline;
    let mut x = origin.x + line.metrics().offset;
    surface.set_fill(Some(ink(rgb::Color::new(29, 32, 39))));
    for run in line.runs() {
        let (start, size) = (x, run.font_size());
        let mut glyphs: Vec<KrillaGlyph> = Vec::new();
        for cluster in run.visual_clusters() {
            if cluster.is_ligature_continuation() {
                // It has no glyph; its letters belong to the one before.
                if let Some(glyph) = glyphs.last_mut() {
                    glyph.text_range.start = glyph.text_range.start.min(cluster.text_range().start);
                    glyph.text_range.end = glyph.text_range.end.max(cluster.text_range().end);
                }
                continue;
            }
            for glyph in cluster.glyphs() {
                let id = GlyphId::new(glyph.id);
                let (advance, dx, dy) = (glyph.advance / size, glyph.x / size, glyph.y / size);
                glyphs.push(KrillaGlyph::new(id, advance, dx, dy, 0.0, cluster.text_range(), None));
                x += glyph.advance;
            }
        }
        if !glyphs.is_empty() {
            surface.draw_glyphs(Point::from_xy(start, baseline), &glyphs, font.clone(), text, size, false);
        }
    }
}

fn metadata(edition: &Edition) -> Metadata {
    let direction =
        if edition.language.direction() == "rtl" { TextDirection::RightToLeft } else { TextDirection::LeftToRight };
    let metadata = Metadata::new()
        .title(edition.title.clone())
        .authors(vec![edition.publisher.clone()])
        .language(edition.language.word().to_owned())
        .text_direction(direction)
        .document_id(edition.version_url());
    match edition.published.parse::<jiff::Timestamp>() {
        Ok(at) => metadata.creation_date(date(at)),
        Err(_) => metadata,
    }
}

#[expect(clippy::cast_sign_loss, reason = "years, months and days of publications are positive")]
fn date(at: jiff::Timestamp) -> DateTime {
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    DateTime::new(at.year() as u16)
        .month(at.month() as u8)
        .day(at.day() as u8)
        .hour(at.hour() as u8)
        .minute(at.minute() as u8)
        .second(at.second() as u8)
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

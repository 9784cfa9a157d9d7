//! The chapters of the catalogue. Their numbers are data: newer drafts of the method renumber.

/// A chapter of the catalogue: a factor of the method, or a matter around it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Factor {
    /// The folder below `rules/`, which also gives the order.
    pub folder: &'static str,
    /// The roman number of the method; empty for chapters that are no factor.
    pub number: &'static str,
    /// The title.
    pub title: &'static str,
}

impl Factor {
    /// Every chapter, in order.
    pub const ALL: &'static [Self] = &[
        Self { folder: "01-codebase", number: "I", title: "Codebase" },
        Self { folder: "02-dependencies", number: "II", title: "Dependencies" },
        Self { folder: "03-config", number: "III", title: "Config" },
        Self { folder: "04-backing-services", number: "IV", title: "Backing services" },
        Self { folder: "05-build-release-run", number: "V", title: "Build, release, run" },
        Self { folder: "06-processes", number: "VI", title: "Processes" },
        Self { folder: "07-port-binding", number: "VII", title: "Port binding" },
        Self { folder: "08-concurrency", number: "VIII", title: "Concurrency" },
        Self { folder: "09-disposability", number: "IX", title: "Disposability" },
        Self { folder: "10-dev-prod-parity", number: "X", title: "Dev/prod parity" },
        Self { folder: "11-logs", number: "XI", title: "Logs" },
        Self { folder: "12-admin-processes", number: "XII", title: "Admin processes" },
        Self { folder: "13-workload", number: "", title: "Workload" },
        Self { folder: "14-image", number: "", title: "Image" },
        Self { folder: "15-twelvecheck", number: "", title: "The tool about itself" },
    ];

    /// The chapter of that folder.
    pub fn from_folder(folder: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|factor| factor.folder == folder)
    }

    /// The folder without its number: the name used in selections, tags and `src/checks`.
    pub fn slug(self) -> &'static str {
        self.folder.split_once('-').map_or(self.folder, |(_, slug)| slug)
    }

    /// `III. Config`, or the bare title of a chapter that is no factor.
    pub fn heading(self) -> String {
        if self.number.is_empty() {
            self.title.to_owned()
        } else {
            format!("{}. {}", self.number, self.title)
        }
    }

    /// Whether a selector of the command line means this chapter: its number, folder or slug.
    pub fn is_called(self, selector: &str) -> bool {
        (!self.number.is_empty() && selector.eq_ignore_ascii_case(self.number))
            || selector == self.folder
            || selector.eq_ignore_ascii_case(self.slug())
    }
}

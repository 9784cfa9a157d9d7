//! Processes as the files of platforms describe them, as spanned fields: a container of an ECS task, a component, an app.
//!
//! They are neither Kubernetes workloads nor compose services: no scheduler reads requests, no API server refuses a probe,
//! and a rule has to speak in the words of the platform. So they are an artefact of their own, of what these files have in
//! common, and rules ask it by the side of the other two. All that is a fact elsewhere (variables, ports, images, starts) is
//! the same fact here.

use super::compose::CommandField;
use super::quantity::Quantity;
use super::reference::ImageReference;
use crate::fact::Place;
use crate::source::{Arg, Span};

/// What runs the process.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Platform {
    /// Google App Engine.
    AppEngine,
    /// `DigitalOcean` App Platform.
    AppPlatform,
    /// AWS App Runner.
    AppRunner,
    /// Azure Container Apps and Container Instances.
    Azure,
    /// AWS Elastic Beanstalk.
    Beanstalk,
    /// `CapRover`.
    CapRover,
    /// Cloud Foundry.
    CloudFoundry,
    /// Google Cloud Run.
    CloudRun,
    /// Amazon ECS.
    Ecs,
    /// Fly.io.
    Fly,
    /// Heroku, and what reads its `app.json`.
    Heroku,
    /// Kamal.
    Kamal,
    /// AWS Lambda.
    Lambda,
    /// Nomad.
    Nomad,
    /// Railway.
    Railway,
    /// Render.
    Render,
}

impl Platform {
    /// The platform's name, as its makers write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AppEngine => "App Engine",
            Self::AppPlatform => "App Platform",
            Self::AppRunner => "App Runner",
            Self::Azure => "Azure",
            Self::Beanstalk => "Elastic Beanstalk",
            Self::CapRover => "CapRover",
            Self::CloudFoundry => "Cloud Foundry",
            Self::CloudRun => "Cloud Run",
            Self::Ecs => "ECS",
            Self::Fly => "Fly",
            Self::Heroku => "Heroku",
            Self::Kamal => "Kamal",
            Self::Lambda => "Lambda",
            Self::Nomad => "Nomad",
            Self::Railway => "Railway",
            Self::Render => "Render",
        }
    }

    /// Whether its secrets are set by a command or in a dashboard, without a word of them in its files.
    pub fn keeps_secrets_to_itself(self) -> bool {
        matches!(self, Self::Beanstalk | Self::CloudFoundry | Self::Fly | Self::Heroku | Self::Railway)
    }

    /// The key of the time between SIGTERM and SIGKILL, and the seconds where it is not set. `None` where it cannot be set by a
    /// file, no seconds where they are not the same for every process.
    ///
    /// - App Platform: <https://docs.digitalocean.com/products/app-platform/how-to/configure-termination>
    /// - Azure: <https://learn.microsoft.com/azure/container-apps/application-lifecycle-management>
    /// - ECS: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>
    /// - Fly: <https://fly.io/docs/reference/configuration>, <https://fly.io/blog/graceful-vm-exits-some-dials>
    /// - Kamal: kamal-deploy.org/docs/configuration/overview; 10 behind its proxy, else `drain_timeout`
    /// - Nomad: developer.hashicorp.com/nomad/docs/job-specification/task
    /// - Render: `maxShutdownDelaySeconds` of render.com/schema/render.yaml.json
    pub fn grace(self) -> Option<(&'static str, Option<u64>)> {
        Some(match self {
            Self::AppPlatform => ("termination.grace_period_seconds", Some(120)),
            Self::Azure => ("terminationGracePeriodSeconds", Some(30)),
            Self::Ecs => ("stopTimeout", Some(30)),
            Self::Fly => ("kill_timeout", Some(5)),
            Self::Kamal => ("stop_timeout", None),
            Self::Nomad => ("kill_timeout", Some(5)),
            Self::Railway => ("drainingSeconds", None),
            Self::Render => ("maxShutdownDelaySeconds", Some(30)),
            _ => return None,
        })
    }
}

/// A process that a platform's file describes.
#[derive(Clone, PartialEq, Debug)]
pub struct PlatformService {
    /// What runs it.
    pub platform: Platform,
    /// What its file calls it; the file's own name where that says nothing.
    pub name: Arg,
    /// The part of the file that describes it.
    pub span: Span,
    /// What the file is for, and for which environment.
    pub place: Place,
    /// The image, where it is pulled.
    pub image: Option<Arg>,
    /// The folder of its source, relative to the project, where the file names one.
    pub folder: Option<String>,
    /// The words that replace the image's ENTRYPOINT.
    pub entrypoint: Option<CommandField>,
    /// The words that replace the image's CMD.
    pub command: Option<CommandField>,
    /// Variables: name, and value where one is written (`None` for what comes from a secret store or a linked service).
    pub environment: Vec<(Arg, Option<Arg>)>,
    /// TCP ports on which the platform finds the process.
    pub ports: Vec<Arg>,
    /// Paths that the platform asks over HTTP.
    pub checks: Vec<Arg>,
    /// Memory of the process or of what holds it, as written.
    pub memory: Option<Arg>,
    /// Memory that is set aside for it without being a limit (`memoryReservation` of ECS).
    pub reserved: Option<Arg>,
    /// How many of it run at least, as written.
    pub instances: Option<Arg>,
    /// How many of it run at most, as written, where load decides.
    pub most: Option<Arg>,
    /// The time between SIGTERM and SIGKILL, in seconds.
    pub grace: Option<Arg>,
    /// The signal that asks it to stop.
    pub stop_signal: Option<Arg>,
    /// Paths on disks that no other instance sees.
    pub disks: Vec<Arg>,
    /// The driver that takes its logs.
    pub log_driver: Option<Arg>,
    /// What hands it variables that the file does not name.
    pub more_variables: Option<Span>,
    /// Whether it is meant to end: a job, a task before a deployment.
    pub ends: bool,
}

impl PlatformService {
    /// A process of which nothing but its name is known.
    pub fn new(platform: Platform, name: Arg, span: Span, place: Place) -> Self {
        Self {
            platform,
            name,
            span,
            place,
            image: None,
            folder: None,
            entrypoint: None,
            command: None,
            environment: Vec::new(),
            ports: Vec::new(),
            checks: Vec::new(),
            memory: None,
            reserved: None,
            instances: None,
            most: None,
            grace: None,
            stop_signal: None,
            disks: Vec::new(),
            log_driver: None,
            more_variables: None,
            ends: false,
        }
    }

    /// The image, taken apart.
    pub fn reference(&self) -> Option<ImageReference> {
        self.image.as_ref().and_then(ImageReference::parse)
    }

    /// The memory in bytes, where the platform's unit is known: mebibytes of ECS, Lambda and Nomad unless a unit is written,
    /// quantities of Kubernetes for Cloud Run and Container Apps.
    pub fn memory_in_bytes(&self) -> Option<u128> {
        let text = self.memory.as_ref()?.known()?;
        let bytes = match self.platform {
            Platform::Ecs | Platform::Lambda | Platform::Nomad => {
                text.parse::<u128>().ok()?.checked_mul(1 << 20)
            }
            Platform::CloudRun => Some(Quantity::parse(text).ok()?.units()),
            Platform::Azure if text.ends_with("Gi") => Some(Quantity::parse(text).ok()?.units()),
            _ => None,
        };
        bytes.filter(|bytes| *bytes > 0)
    }

    /// Where it is said that several of it run, and how many.
    pub fn scaled(&self) -> Option<(&Arg, u64)> {
        let instances = self.instances.as_ref().filter(|_| !self.ends)?;
        let count = instances.known()?.parse().ok().filter(|count| *count > 1)?;
        Some((instances, count))
    }
}

//! What keeps a pod from the next better class.

use super::{COUNTED, Effective, QosClass, amount, class, counted, pod_level, pod_lists};
use crate::artefact::cluster::LimitRange;
use crate::artefact::workload::{Container, Pod, Resources};
use crate::source::Span;

/// One field that has to change before a pod gets into the next class.
#[derive(Clone, Debug)]
pub struct Obstacle<'a> {
    /// The container that has the field; `None` for the resources of the pod itself.
    pub container: Option<&'a Container>,
    /// The resource; `None` where any will do.
    pub resource: Option<&'static str>,
    /// What is wrong with it.
    pub lack: Lack,
    /// The place that shows it: the value, else the resources, else the container's name.
    pub span: Span,
}

/// What is wrong with a resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lack {
    /// Nothing is requested.
    Request,
    /// Nothing limits it.
    Limit,
    /// What is requested is not the limit; both as written.
    Equality {
        /// The request.
        request: String,
        /// The limit.
        limit: String,
    },
}

impl Obstacle<'_> {
    /// What is wrong, as a phrase.
    pub fn text(&self) -> String {
        let of = match self.container {
            Some(container) => format!("container '{}'", container.name.text),
            None => "the pod".to_owned(),
        };
        let resource = self.resource.unwrap_or("CPU or memory");
        match &self.lack {
            Lack::Request => format!("{of} requests no {resource}"),
            Lack::Limit => format!("{of} has no {resource} limit"),
            Lack::Equality { request, limit } => {
                format!("{of} requests {resource} '{request}' of a limit of '{limit}'")
            }
        }
    }
}

/// What keeps a pod from the next better class, by container and resource; empty where it is Guaranteed or not known.
pub fn obstacles<'a>(pod: &'a Pod, ranges: &[&'a LimitRange]) -> Vec<Obstacle<'a>> {
    match class(pod, ranges) {
        Some(QosClass::BestEffort) => {
            let nothing = |container: &'a Container| Obstacle {
                container: Some(container),
                resource: None,
                lack: Lack::Request,
                span: place(container.resources.as_ref(), container.name.span),
            };
            counted(pod).map(nothing).collect()
        }
        Some(QosClass::Burstable) => match pod_level(pod) {
            Some(resources) => of_pod(pod, resources, ranges),
            None => counted(pod).flat_map(|container| of_container(container, ranges)).collect(),
        },
        Some(QosClass::Guaranteed) | None => Vec::new(),
    }
}

fn place(resources: Option<&Resources>, name: Span) -> Span {
    resources.map_or(name, |resources| resources.span)
}

fn of_container<'a>(container: &'a Container, ranges: &[&'a LimitRange]) -> Vec<Obstacle<'a>> {
    let effective = Effective::of(container.resources.as_ref(), ranges);
    let mut found = Vec::new();
    for resource in COUNTED {
        let nearest = place(container.resources.as_ref(), container.name.span);
        let (lack, span) = match (effective.requests.get(resource), effective.limit(resource)) {
            (_, None) => (Lack::Limit, nearest),
            (request, Some(limit)) => {
                let have = request.map(|request| amount(request.value));
                if matches!(have, Some(None)) || have.flatten() == amount(limit.value) {
                    continue;
                }
                let request_text = request.map_or("0", |request| request.value.text.as_str());
                let lack =
                    Lack::Equality { request: request_text.to_owned(), limit: limit.value.text.clone() };
                (lack, request.map_or(limit.value.span, |request| request.value.span))
            }
        };
        found.push(Obstacle { container: Some(container), resource: Some(resource), lack, span });
    }
    found
}

fn of_pod<'a>(pod: &'a Pod, resources: &'a Resources, ranges: &[&'a LimitRange]) -> Vec<Obstacle<'a>> {
    let lists = pod_lists(pod, resources, ranges);
    let mut found = Vec::new();
    for resource in COUNTED {
        let (request, limit) = (lists.requests.get(resource), lists.limits.get(resource));
        let lack = match (request, limit) {
            (_, None) => Lack::Limit,
            (Some(None), _) | (_, Some(None)) => continue,
            (request, Some(limit)) if request == Some(limit) => continue,
            _ => Lack::Equality {
                request: written(resources.request(resource)),
                limit: written(resources.limit(resource)),
            },
        };
        let value = resources.request(resource).or_else(|| resources.limit(resource));
        let span = value.map_or(resources.span, |value| value.span);
        found.push(Obstacle { container: None, resource: Some(resource), lack, span });
    }
    found
}

/// What stands there, or that it is added up from the containers.
fn written(value: Option<&crate::source::Arg>) -> String {
    value.map_or_else(|| "the sum of the containers".to_owned(), |value| value.text.clone())
}

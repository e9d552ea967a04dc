/** The X.509 library, loaded after the polyfill that its dependency container (tsyringe) demands. Import it from here only. */
import 'reflect-metadata'

export * from '@peculiar/x509'
